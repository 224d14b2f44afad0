import { Button, type ButtonProps } from "@mantine/core";
import { Link } from "react-router";

/** A link that looks like a button. */
export function LinkButton({ to, ...rest }: ButtonProps & { to: string }) {
  return <Button component={Link} to={to} {...rest} />;
}
