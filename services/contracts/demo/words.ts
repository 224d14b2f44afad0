import type { demoTaxRates } from "../demo.ts";

/** One kind of goods: every sort of it exists in every size and in every range of its aisle. */
export interface Family {
  /** What it is, with `*` where the sort goes: `* yoghurt`. */
  name: string;
  tax: keyof typeof demoTaxRates;
  sorts: readonly string[];
  /** Size and usual price in cents. */
  sizes: readonly (readonly [size: string, priceMinor: number])[];
}

/** The families of one category. */
export interface Aisle {
  category: string;
  /** Of the SKUs. */
  prefix: string;
  /** Names that stand before the goods, with the factor on the price; no names of real brands. */
  ranges: readonly (readonly [name: string, priceFactor: number])[];
  families: readonly Family[];
}

const plain = ["", 1] as const;
const food = [plain, ["Everyday", 0.75], ["Organic", 1.4], ["Kitchen Table", 1.15]] as const;
const things = [plain, ["Everyday", 0.7], ["Greenleaf", 1.3], ["Home Choice", 0.9]] as const;

const fruits = ["strawberry", "raspberry", "blueberry", "peach", "cherry", "mango", "apple", "blackcurrant"];
const scents = ["lavender", "lemon", "ocean", "green apple", "cotton", "orange blossom"];

function family(
  name: string,
  tax: Family["tax"],
  sorts: string | readonly string[],
  ...sizes: (readonly [string, number])[]
): Family {
  return { name, tax, sorts: typeof sorts === "string" ? sorts.split(", ") : sorts, sizes };
}

/** What the demo shop has on its shelves. */
export const aisles: readonly Aisle[] = [
  {
    category: "Fruit and vegetables",
    prefix: "FRV",
    ranges: [plain, ["Everyday", 0.8], ["Organic", 1.45], ["Local", 1.15]],
    families: [
      family(
        "* apples",
        "zero",
        "Bramley, Gala, Braeburn, Pink, Granny",
        ["4", 189],
        ["6", 259],
        ["1 kg", 299],
      ),
      family(
        "* potatoes",
        "zero",
        "Maris, Queen, baby, salad, baking, Kerr",
        ["1 kg", 169],
        ["2 kg", 289],
        ["5 kg", 499],
      ),
      family(
        "* tomatoes",
        "zero",
        "cherry, plum, beef, vine, mixed",
        ["250 g", 149],
        ["400 g", 199],
        ["500 g", 249],
      ),
      family("* lettuce", "zero", "butterhead, iceberg, little gem, romaine", ["1", 99], ["2", 149]),
      family("* onions", "zero", "red, brown, white, spring", ["3", 89], ["750 g", 119], ["1 kg", 139]),
      family("* peppers", "zero", "red, yellow, green, mixed, pointed", ["1", 85], ["3", 199]),
      family(
        "* mushrooms",
        "zero",
        "closed cup, chestnut, flat, oyster",
        ["200 g", 129],
        ["250 g", 139],
        ["400 g", 219],
      ),
      family("* grapes", "zero", "red, green, black", ["400 g", 259], ["500 g", 299]),
      family(
        "* berries",
        "zero",
        "blue, straw, rasp, black, mixed",
        ["125 g", 229],
        ["250 g", 349],
        ["400 g", 499],
      ),
      family("* leaves", "zero", "spinach, rocket, watercress, kale, mixed", ["80 g", 129], ["150 g", 179]),
      family(
        "Fresh *",
        "zero",
        "basil, coriander, parsley, mint, thyme, rosemary, chives",
        ["pot", 175],
        ["25 g", 99],
      ),
      family("* pears", "zero", "Conference, Rocha, red", ["4", 199], ["1 kg", 289]),
      family("* oranges", "zero", "large, navel, blood, easy-peel", ["4", 219], ["1 kg", 279]),
    ],
  },
  {
    category: "Bakery",
    prefix: "BAK",
    ranges: [plain, ["Everyday", 0.75], ["Stone Oven", 1.25], ["Gluten-free", 1.7]],
    families: [
      family(
        "* bread",
        "zero",
        "white, brown, wholemeal, seeded, sourdough, rye, oat, malted",
        ["400 g", 189],
        ["800 g", 269],
      ),
      family("* rolls", "zero", "white, brown, seeded, brioche, floury, crusty", ["4", 169], ["6", 219]),
      family("* wraps", "zero", "plain, wholemeal, spinach, chilli", ["6", 185], ["8", 219]),
      family("* bagels", "zero", "plain, sesame, onion, cinnamon", ["5", 199]),
      family("* scones", "reduced", "plain, fruit, buttermilk, cherry", ["4", 229], ["6", 299]),
      family("* muffins", "reduced", "chocolate, lemon, banana, raspberry, carrot", ["2", 249], ["4", 399]),
      family(
        "* tart",
        "reduced",
        "lemon, rhubarb, pear, custard, treacle, plum",
        ["slice", 275],
        ["whole", 899],
      ),
      family(
        "* cake",
        "reduced",
        "carrot, coffee, Victoria, chocolate, lemon drizzle, Madeira",
        ["slice", 325],
        ["whole", 1099],
      ),
      family("* doughnuts", "reduced", "jam, sugar, chocolate, custard", ["2", 179], ["5", 349]),
      family("* pastry", "reduced", "almond, apricot, cinnamon, pecan, raisin", ["1", 195], ["2", 349]),
    ],
  },
  {
    category: "Dairy",
    prefix: "DAI",
    ranges: food,
    families: [
      family("* yoghurt", "zero", fruits, ["125 g", 79], ["450 g", 229], ["4 x 125 g", 269]),
      family("Greek-style yoghurt, *", "zero", "plain, honey, vanilla, fig", ["150 g", 119], ["500 g", 275]),
      family(
        "* cheddar",
        "zero",
        "mild, medium, mature, vintage, smoked, white",
        ["200 g", 279],
        ["400 g", 479],
        ["block 1 kg", 999],
      ),
      family(
        "* cheese",
        "zero",
        "goat's, blue, cream, cottage, halloumi, feta, brie",
        ["150 g", 329],
        ["200 g", 389],
      ),
      family(
        "* milk",
        "zero",
        "whole, low-fat, skimmed, buttermilk, lactose-free",
        ["500 ml", 89],
        ["1 l", 139],
        ["2 l", 239],
      ),
      family("* drink", "zero", "oat, soya, almond, coconut, rice", ["1 l", 199], ["6 x 1 l", 1099]),
      family("* butter", "zero", "salted, unsalted, spreadable, garlic", ["227 g", 239], ["454 g", 399]),
      family("* cream", "zero", "fresh, double, sour, whipping", ["250 ml", 139], ["500 ml", 239]),
      family("Eggs, *", "zero", "medium, large, mixed, barn", ["6", 219], ["12", 389]),
    ],
  },
  {
    category: "Meat and fish",
    prefix: "MEF",
    ranges: [plain, ["Everyday", 0.8], ["Organic", 1.5], ["Butcher's Counter", 1.2]],
    families: [
      family(
        "Chicken *",
        "zero",
        "thighs, drumsticks, wings, breast, mince, strips",
        ["400 g", 449],
        ["650 g", 649],
      ),
      family(
        "Beef *",
        "zero",
        "mince, stir-fry, burgers, stewing pieces, meatballs",
        ["400 g", 529],
        ["800 g", 949],
      ),
      family("* steak", "zero", "sirloin, rib-eye, fillet, round", ["227 g", 749], ["2 pieces", 1399]),
      family("Pork *", "zero", "chops, mince, belly, loin, ribs", ["400 g", 419], ["700 g", 679]),
      family("* sausages", "zero", "pork, leek, Cumberland, breakfast, vegetarian", ["6", 299], ["12", 499]),
      family("* ham", "zero", "cooked, honey roast, smoked, crumbed", ["100 g", 249], ["200 g", 399]),
      family("Lamb *", "zero", "chops, mince, leg steaks, shank", ["350 g", 799], ["500 g", 1049]),
      family(
        "* fillets",
        "zero",
        "salmon, cod, haddock, hake, trout, mackerel",
        ["220 g", 599],
        ["400 g", 999],
      ),
      family(
        "Cooked *",
        "zero",
        "prawns, mussels, crab claws, beetroot turkey slices",
        ["150 g", 449],
        ["300 g", 799],
      ),
    ],
  },
  {
    category: "Pantry",
    prefix: "PAN",
    ranges: food,
    families: [
      family(
        "* pasta",
        "zero",
        "penne, spaghetti, farfalle, linguine, macaroni, rigatoni, wholewheat",
        ["500 g", 119],
        ["1 kg", 209],
      ),
      family("* rice", "zero", "long-grain, brown, jasmine, risotto, wild", ["500 g", 169], ["1 kg", 289]),
      family(
        "* pasta sauce",
        "zero",
        "tomato and basil, arrabbiata, mushroom, bolognese, green pesto, red pesto",
        ["190 g", 219],
        ["350 g", 249],
      ),
      family(
        "* soup",
        "zero",
        "vegetable, tomato, chicken, leek and potato, lentil, mushroom",
        ["400 g", 159],
        ["600 g", 289],
      ),
      family(
        "* beans",
        "zero",
        "kidney, butter, black, cannellini, haricot, pinto",
        ["400 g", 99],
        ["4 x 400 g", 349],
      ),
      family(
        "* flour",
        "zero",
        "plain, self-raising, wholemeal, strong white, cream",
        ["1 kg", 149],
        ["2 kg", 259],
      ),
      family("* jam", "zero", ["apricot", ...fruits], ["227 g", 229], ["370 g", 299]),
      family(
        "* cereal",
        "zero",
        "corn, wheat, bran, honey oat, fruit and nut, rice, chocolate",
        ["375 g", 289],
        ["750 g", 449],
      ),
      family(
        "* tea",
        "zero",
        "breakfast, Earl Grey, peppermint, camomile, green, decaffeinated",
        ["40 bags", 219],
        ["80 bags", 349],
      ),
      family(
        "* coffee",
        "zero",
        "ground, bean, instant, espresso, decaffeinated",
        ["200 g", 449],
        ["500 g", 899],
      ),
      family(
        "* oil",
        "zero",
        "olive, sunflower, rapeseed, sesame, coconut",
        ["250 ml", 349],
        ["500 ml", 599],
        ["1 l", 999],
      ),
      family(
        "Ground *",
        "zero",
        "cinnamon, cumin, paprika, turmeric, ginger, black pepper",
        ["40 g", 165],
        ["100 g", 299],
      ),
    ],
  },
  {
    category: "Frozen",
    prefix: "FRO",
    ranges: food,
    families: [
      family(
        "Frozen *",
        "zero",
        "peas, sweetcorn, spinach, broccoli, mixed vegetables, berries, green beans",
        ["450 g", 179],
        ["900 g", 299],
      ),
      family(
        "* ice cream",
        "standard",
        "vanilla, chocolate, mint, caramel, raspberry ripple, honeycomb",
        ["500 ml", 399],
        ["1 l", 549],
      ),
      family(
        "* pizza",
        "zero",
        "margherita, pepperoni, vegetable, ham and mushroom, four-cheese",
        ["1", 329],
        ["2", 549],
      ),
      family(
        "* chips",
        "zero",
        "straight-cut, crinkle, sweet potato, steak",
        ["750 g", 259],
        ["1.5 kg", 399],
      ),
      family("Fish *", "zero", "fingers, cakes, goujons, pie", ["300 g", 349], ["600 g", 579]),
      family("* ice lollies", "standard", "orange, lemon, strawberry, mixed", ["6", 249], ["10", 349]),
      family(
        "* ready meal",
        "zero",
        "lasagne, curry, cottage pie, chilli, stew",
        ["400 g", 399],
        ["800 g", 699],
      ),
    ],
  },
  {
    category: "Drinks",
    prefix: "DRI",
    ranges: food,
    families: [
      family(
        "* juice",
        "standard",
        "orange, apple, pineapple, cranberry, tomato, grapefruit",
        ["330 ml", 149],
        ["1 l", 259],
        ["1.75 l", 399],
      ),
      family(
        "* water",
        "standard",
        "still, sparkling, lemon, lime",
        ["500 ml", 99],
        ["1.5 l", 129],
        ["6 x 500 ml", 329],
      ),
      family(
        "* soft drink",
        "standard",
        "cola, orange, lemon and lime, ginger, bitter lemon, elderflower",
        ["330 ml", 129],
        ["1.5 l", 229],
        ["6 x 330 ml", 449],
      ),
      family(
        "* squash",
        "standard",
        "orange, blackcurrant, lemon, summer fruits",
        ["750 ml", 219],
        ["1.5 l", 349],
      ),
      family(
        "* smoothie",
        "standard",
        ["berry", "tropical", "green", "mango", "peach"],
        ["250 ml", 259],
        ["750 ml", 449],
      ),
      family(
        "Iced *",
        "standard",
        "coffee, latte, mocha, peach tea, lemon tea",
        ["250 ml", 219],
        ["1 l", 349],
      ),
    ],
  },
  {
    category: "Sweets and snacks",
    prefix: "SWE",
    ranges: food,
    families: [
      family(
        "* chocolate",
        "standard",
        "dark, white, hazelnut, caramel, orange, mint, sea salt",
        ["45 g", 119],
        ["100 g", 199],
        ["200 g", 349],
      ),
      family(
        "* crisps",
        "standard",
        "salted, cheese and onion, salt and vinegar, sweet chilli, smoky bacon",
        ["45 g", 109],
        ["150 g", 239],
        ["6 x 25 g", 299],
      ),
      family(
        "* biscuits",
        "standard",
        "digestive, shortbread, ginger, oat, bourbon, custard cream",
        ["200 g", 169],
        ["400 g", 289],
      ),
      family(
        "* nuts",
        "standard",
        "cashew, peanut, mixed, walnut, pistachio, brazil",
        ["100 g", 249],
        ["250 g", 499],
      ),
      family(
        "* sweets",
        "standard",
        "jelly, wine, mint, toffee, liquorice, sour",
        ["130 g", 189],
        ["250 g", 299],
      ),
      family("* popcorn", "standard", "salted, sweet, caramel, cheese", ["80 g", 169], ["160 g", 259]),
      family("* cereal bars", "standard", "oat, almond, berry, chocolate", ["single", 99], ["5", 329]),
    ],
  },
  {
    category: "Household",
    prefix: "HOU",
    ranges: things,
    families: [
      family("Washing-up liquid, *", "standard", scents, ["500 ml", 179], ["900 ml", 289]),
      family("Laundry liquid, *", "standard", scents, ["24 washes", 599], ["40 washes", 899]),
      family("Fabric softener, *", "standard", scents, ["1 l", 349], ["1.8 l", 549]),
      family(
        "* cleaner",
        "standard",
        "kitchen, bathroom, glass, floor, oven, multi-surface",
        ["500 ml", 269],
        ["1 l", 399],
      ),
      family("* bags", "standard", "refuse, freezer, pedal bin, sandwich, compost", ["20", 219], ["50", 399]),
      family(
        "Toilet tissue, *",
        "standard",
        "white, quilted, recycled",
        ["4 rolls", 279],
        ["9 rolls", 579],
        ["16 rolls", 899],
      ),
      family("* batteries", "standard", "AA, AAA, C, D, 9 V", ["2", 349], ["4", 549], ["8", 899]),
      family("* light bulb", "standard", "40 W, 60 W, 75 W, candle, spot", ["1", 349], ["2", 599]),
      family("* foil", "standard", "kitchen, cling, baking", ["10 m", 219], ["30 m", 449]),
    ],
  },
  {
    category: "Health and beauty",
    prefix: "HEA",
    ranges: things,
    families: [
      family(
        "Shampoo, *",
        "standard",
        "dry hair, fine hair, coloured hair, dandruff, coconut, daily",
        ["250 ml", 299],
        ["400 ml", 429],
      ),
      family(
        "Conditioner, *",
        "standard",
        "dry hair, fine hair, coloured hair, coconut, daily",
        ["250 ml", 299],
        ["400 ml", 429],
      ),
      family("Shower gel, *", "standard", scents, ["250 ml", 219], ["500 ml", 369]),
      family("* soap", "standard", ["aloe", "oat", "honey", ...scents], ["bar", 129], ["3 bars", 319]),
      family(
        "Toothpaste, *",
        "standard",
        "mint, whitening, sensitive, children's",
        ["50 ml", 199],
        ["75 ml", 299],
      ),
      family("* cream", "standard", "hand, face, foot, night, sun", ["75 ml", 449], ["200 ml", 799]),
      family(
        "Deodorant, *",
        "standard",
        "fresh, cotton, sport, unscented",
        ["roll-on", 249],
        ["spray 150 ml", 349],
      ),
      family("* tablets", "zero", "paracetamol, vitamin C, vitamin D, zinc, iron", ["12", 189], ["30", 599]),
      family("* plasters", "standard", "fabric, waterproof, children's, blister", ["20", 219], ["40", 349]),
    ],
  },
  {
    category: "Baby",
    prefix: "BAB",
    ranges: [plain, ["Everyday", 0.75], ["Organic", 1.35], ["Little Steps", 1.1]],
    families: [
      family(
        "Baby purée, *",
        "zero",
        ["carrot", "pear", "banana", "sweet potato", ...fruits],
        ["100 g", 129],
        ["6 x 100 g", 699],
      ),
      family("Nappies, *", "standard", "newborn, mini, midi, maxi, junior", ["24", 649], ["48", 1099]),
      family("Baby wipes, *", "standard", "fragrance-free, aloe, camomile", ["60", 149], ["4 x 60", 499]),
      family("Baby *", "standard", "shampoo, lotion, bath, oil", ["200 ml", 299], ["500 ml", 499]),
      family("Baby cereal, *", "zero", "oat, rice, banana, wheat", ["125 g", 269], ["250 g", 429]),
    ],
  },
  {
    category: "Pet care",
    prefix: "PET",
    ranges: [plain, ["Everyday", 0.7], ["Happy Paws", 1.2], ["Natural", 1.4]],
    families: [
      family(
        "Dog food, *",
        "standard",
        "chicken, beef, lamb, salmon, turkey, vegetables",
        ["400 g", 129],
        ["2 kg", 699],
        ["10 kg", 2499],
      ),
      family(
        "Cat food, *",
        "standard",
        "chicken, tuna, salmon, duck, rabbit, cod",
        ["85 g", 79],
        ["12 x 85 g", 699],
        ["2 kg", 849],
      ),
      family("Dog treats, *", "standard", "dental, beef, chicken, biscuit", ["100 g", 229], ["300 g", 499]),
      family("Cat litter, *", "standard", "clumping, wood, silica", ["5 l", 499], ["10 l", 849]),
      family("Bird seed, *", "standard", "mixed, sunflower, nyjer, peanuts", ["1 kg", 349], ["4 kg", 999]),
    ],
  },
  {
    category: "Stationery",
    prefix: "STA",
    ranges: things,
    families: [
      family(
        "* notebook",
        "standard",
        "lined, squared, plain, spiral, hardback",
        ["A6", 199],
        ["A5", 329],
        ["A4", 449],
      ),
      family(
        "* pens",
        "standard",
        "blue, black, red, gel, fineliner, highlighter",
        ["2", 229],
        ["5", 399],
        ["10", 599],
      ),
      family(
        "* envelopes",
        "standard",
        "white, brown, padded",
        ["DL, 25", 299],
        ["C5, 25", 349],
        ["C4, 10", 329],
      ),
      family(
        "* card",
        "standard",
        "birthday, thank-you, wedding, get-well, new baby, good luck",
        ["small", 249],
        ["large", 399],
      ),
      family(
        "* paper",
        "standard",
        "copy, photo, wrapping, coloured",
        ["20 sheets", 299],
        ["100 sheets", 599],
      ),
      family("* tape", "standard", "clear, parcel, masking, double-sided", ["1", 199], ["3", 449]),
    ],
  },
  {
    category: "Home and garden",
    prefix: "HOM",
    ranges: things,
    families: [
      family("* mug", "standard", "white, blue, green, striped, speckled", ["1", 499], ["4", 1599]),
      family("* candle", "standard", scents, ["tin", 599], ["large jar", 1299]),
      family("* towel", "standard", "white, grey, navy, sage, sand", ["hand", 699], ["bath", 1299]),
      family("* seeds", "standard", "carrot, lettuce, sunflower, basil, poppy, sweet pea, tomato", [
        "packet",
        249,
      ]),
      family("* compost", "standard", "peat-free, potting, vegetable", ["20 l", 599], ["50 l", 999]),
      family(
        "* pot",
        "standard",
        "terracotta, glazed, hanging, zinc",
        ["12 cm", 399],
        ["20 cm", 899],
        ["30 cm", 1599],
      ),
      family("* pan", "standard", "frying, sauce, milk, griddle", ["20 cm", 1999], ["28 cm", 2999]),
    ],
  },
];

/** Goods that come in sizes and colours: product groups with variants. */
export const clothing: readonly { name: string; priceMinor: number; sizes: string[]; colours: string[] }[] = [
  { name: "T-shirt", priceMinor: 1295, sizes: ["S", "M", "L", "XL"], colours: ["white", "black", "navy"] },
  { name: "Rain jacket", priceMinor: 4995, sizes: ["S", "M", "L", "XL"], colours: ["yellow", "navy"] },
  { name: "Wool jumper", priceMinor: 6495, sizes: ["S", "M", "L"], colours: ["cream", "grey", "green"] },
  {
    name: "Wellington boots",
    priceMinor: 3495,
    sizes: ["38", "40", "42", "44"],
    colours: ["green", "black"],
  },
  { name: "Walking socks", priceMinor: 995, sizes: ["36-40", "41-46"], colours: ["grey", "red", "navy"] },
  { name: "Apron", priceMinor: 1895, sizes: ["one size"], colours: ["striped", "navy", "natural"] },
];
