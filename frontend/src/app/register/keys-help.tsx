import { Modal } from "@mantine/core";
import { Keycap } from "../../components/keycap.tsx";
import classes from "./keys-help.module.css";

const groups: readonly { title: string; keys: readonly (readonly [string, string])[] }[] = [
  {
    title: "Selling",
    keys: [
      ["scan", "Add a product, wherever you are"],
      ["F2", "Search products"],
      ["F3", "Quantity of the selected line"],
      ["F4", "Customer"],
      ["F6", "Discount"],
      ["F7", "Hold this cart, or go on with a held one"],
    ],
  },
  {
    title: "Cart",
    keys: [
      ["↑ ↓", "Select another line"],
      ["+ −", "One more, one less"],
      ["Delete", "Remove the line"],
    ],
  },
  {
    title: "Paying",
    keys: [
      ["F8", "Pay: any mix of cash, card and gift card"],
      ["F9", "Exact cash"],
      ["F10", "Card, all of it"],
      ["Enter", "Take what is shown; next customer"],
      ["Esc", "Back"],
    ],
  },
  {
    title: "Always",
    keys: [
      ["?", "These keys"],
      ["Tab", "To the next control"],
    ],
  },
];

/** All keys of the register at a glance. */
export function KeysHelp({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Keys" size={720}>
      <div className={classes["groups"]}>
        {groups.map(({ title, keys }) => (
          <section key={title}>
            <h3 className={classes["title"]}>{title}</h3>
            <dl className={classes["keys"]}>
              {keys.map(([key, what]) => (
                <div key={key}>
                  <dt>
                    <span className={classes["spoken"]}>{key}</span>
                    <Keycap>{key}</Keycap>
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
