import { SubNavigation } from "../../../components/sub-navigation.tsx";

/** The pages about messages. */
export function DeliveriesNavigation() {
  return (
    <SubNavigation
      label="Deliveries"
      pages={[
        { to: "/deliveries", label: "Messages", end: true },
        { to: "/deliveries/webhooks", label: "Webhooks" },
        { to: "/deliveries/notices", label: "Notices" },
      ]}
    />
  );
}
