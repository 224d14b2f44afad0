/** Words for readable names. Short, friendly, and free of anything a shop would not want on a label. */
export const ADVERBS = (
  "barely brightly calmly clearly daily deeply fairly firmly freely gently gladly greatly kindly largely lightly " +
  "loudly mainly mildly mostly nearly neatly openly partly plainly quickly quietly rarely readily richly roughly " +
  "sharply simply slowly smoothly softly solely steadily strongly surely truly usually vastly warmly widely wisely"
).split(" ");

export const ADJECTIVES = (
  "able active agile alert amber ample apt awake bold brave brief bright brisk busy calm careful cheerful clear " +
  "clever cool cosy crisp curious daring eager early easy fair faithful famous fast fine firm fit fluent fond frank " +
  "free fresh full gentle glad golden good grand great green happy hardy honest humble ideal keen kind large lively " +
  "logical loyal lucky merry mighty modest neat nice noble novel open patient perky plain polite proud quick quiet " +
  "rapid ready rich right robust rosy safe sharp shiny silent simple smart smooth sound spry square stable steady " +
  "still strong sunny sure sweet swift tidy top true trusty upright vast vital vivid warm wealthy welcome whole wise"
).split(" ");

export const NAMES = (
  "alpaca ant antelope badger bat bear beaver bee beetle bison bobcat buck buffalo bunny camel caribou cat cheetah " +
  "chipmunk cicada clam cod condor coral cow crab crane cricket crow deer dingo dodo dog dolphin donkey dove dragon " +
  "drake duck duckling eagle eel elephant elk emu falcon fawn ferret finch fish flamingo foal fox frog gazelle gecko " +
  "gelding ghost gibbon giraffe gnat gnu goat goose gopher grouse gull hamster hare hawk hen heron hippo hornet horse " +
  "hound husky ibex iguana impala jackal jaguar javelin jay kangaroo kite kitten kiwi koala ladybug lamb lark lemur " +
  "leopard lion lizard llama lobster lynx macaw magpie mallard mammal mantis marlin marmot marten martin mink minnow " +
  "mole monkey moose moth mouse mule mustang narwhal newt octopus oriole ostrich otter owl ox oyster panda pangolin " +
  "panther parrot peacock pelican penguin pheasant pigeon piglet pony poodle puffin pug puma quail rabbit raccoon ram " +
  "raven ray redfish reindeer robin rooster salmon sawfish seahorse seal shark sheep shrew shrimp skylark sloth snail " +
  "snipe sparrow spider squid squirrel stag starfish starling stork sturgeon sunbird swan swift tapir tarpon tern " +
  "terrier thrush tick tiger toad tortoise toucan trout tuna turkey turtle unicorn viper vulture wallaby walrus warbler " +
  "wasp weasel whale wombat woodcock wren yak zebra"
).split(" ");
