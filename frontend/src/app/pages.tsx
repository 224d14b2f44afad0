import { Button } from "@mantine/core";
import { IconLock, IconMapOff } from "@tabler/icons-react";
import { Link } from "react-router";
import { StatePanel } from "../components/state-panel.tsx";
import { useSession } from "../lib/session-context.ts";
import { placesOf } from "./places.ts";

/** The way to the first place that somebody may open. */
function HomeLink() {
  const home = placesOf(useSession())[0];
  return home ? (
    <Button component={Link} to={home.path}>
      Go to {home.label}
    </Button>
  ) : null;
}

/** No page has this address. */
export function NotFound() {
  return (
    <>
      <title>Not found · CloudPOS</title>
      <StatePanel icon={IconMapOff} order={1} title="There is no such page" action={<HomeLink />}>
        The address may be mistyped, or what it showed is gone.
      </StatePanel>
    </>
  );
}

/** The page exists, for other roles. */
export function NoPermission() {
  const { user } = useSession();
  return (
    <>
      <title>Not allowed · CloudPOS</title>
      <StatePanel icon={IconLock} order={1} title="This page is not for your role" action={<HomeLink />}>
        You are signed in as {user.displayName} ({user.role}). Ask an owner if you need this page.
      </StatePanel>
    </>
  );
}

/** Only sensible at a register, and this session is not at one. */
export function NeedsRegister() {
  return (
    <>
      <title>No register · CloudPOS</title>
      <StatePanel icon={IconLock} order={1} title="This page needs a register" action={<HomeLink />}>
        You are signed in to the back office. Sign in with your PIN on a register to sell.
      </StatePanel>
    </>
  );
}
