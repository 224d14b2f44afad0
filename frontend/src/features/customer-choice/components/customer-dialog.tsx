import type { Customer } from "@cloudpos/contracts";
import { Button, Group, Loader, Modal, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch, IconUserPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState, type KeyboardEvent, type SubmitEvent } from "react";
import { v7 as uuidV7 } from "uuid";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import { useApi } from "../../../lib/api-context.ts";
import { customersQuery, useCreateCustomer } from "../api/customers.ts";
import classes from "./customer-dialog.module.css";

/** Finds the customer of a sale, or makes a new one. */
export function CustomerDialog(props: {
  /** The customer that the sale has, if any. */
  currentName: string | null;
  /** Whether the person may make new customers. */
  mayCreate: boolean;
  onChoose: (customer: Customer | null) => void;
  onClose: () => void;
}) {
  const [creating, setCreating] = useState<string | null>(null);
  return (
    <Modal opened onClose={props.onClose} title={creating === null ? "Customer" : "New customer"} size={560}>
      {creating === null ? (
        <Search {...props} onCreate={setCreating} />
      ) : (
        <Create typed={creating} onCreated={props.onChoose} onBack={() => setCreating(null)} />
      )}
    </Modal>
  );
}

function Search(props: {
  currentName: string | null;
  mayCreate: boolean;
  onChoose: (customer: Customer | null) => void;
  onCreate: (typed: string) => void;
}) {
  const [search, setSearch] = useState("");
  const [settled] = useDebouncedValue(search.trim(), 150);
  const found = useQuery(customersQuery(useApi(), settled));
  const customers = found.data ?? [];
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = customers[0];
    if (first && settled !== "" && settled === search.trim() && !found.isPlaceholderData)
      props.onChoose(first);
  };
  return (
    <Stack gap="md">
      {props.currentName !== null && (
        <Group justify="space-between" wrap="nowrap">
          <Text>
            This sale is for <strong>{props.currentName}</strong>.
          </Text>
          <Button variant="default" onClick={() => props.onChoose(null)}>
            Take off
          </Button>
        </Group>
      )}
      <TextInput
        type="search"
        data-autofocus
        aria-label="Search customers"
        placeholder="Name, e-mail, telephone or card number"
        leftSection={<IconSearch size={20} aria-hidden />}
        autoComplete="off"
        spellCheck={false}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      {found.isError && !found.data ? (
        <ProblemAlert title="Customers cannot be shown" error={found.error}>
          <Button mt="sm" variant="default" onClick={() => void found.refetch()}>
            Try again
          </Button>
        </ProblemAlert>
      ) : found.isPending ? (
        <Loader role="img" mx="auto" aria-label="Loading customers" />
      ) : customers.length === 0 ? (
        <Text role="status" style={{ color: "var(--ink-soft)" }}>
          {settled === "" ? "There are no customers yet." : `Nobody found for “${settled}”.`}
        </Text>
      ) : (
        <ul className={classes["list"]} aria-label="Customers">
          {customers.map((customer) => (
            <li key={customer.id}>
              <UnstyledButton className={classes["customer"] ?? ""} onClick={() => props.onChoose(customer)}>
                <strong>{customer.name}</strong>
                <span className={classes["detail"]}>
                  {[customer.number, customer.email, customer.phone].filter(Boolean).join(" · ")}
                </span>
                <span className={classes["points"]}>{customer.loyaltyPoints} points</span>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
      {props.mayCreate && (
        <Button
          variant="light"
          leftSection={<IconUserPlus size={20} aria-hidden />}
          onClick={() => props.onCreate(search.trim())}
        >
          New customer
        </Button>
      )}
    </Stack>
  );
}

function Create(props: { typed: string; onCreated: (customer: Customer) => void; onBack: () => void }) {
  const looksLikeEmail = props.typed.includes("@");
  const looksLikePhone = /^\+?[\d ()./-]+$/.test(props.typed);
  // The same id again when the answer was lost: it is one customer.
  const [id] = useState(() => uuidV7());
  const [name, setName] = useState(looksLikeEmail || looksLikePhone ? "" : props.typed);
  const [email, setEmail] = useState(looksLikeEmail ? props.typed : "");
  const [phone, setPhone] = useState(looksLikePhone ? props.typed : "");
  const create = useCreateCustomer();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (name.trim() === "" || create.isPending) return;
    create.mutate(
      {
        id,
        name: name.trim(),
        ...(email.trim() !== "" && { email: email.trim().toLowerCase() }),
        ...(phone.trim() !== "" && { phone: phone.trim() }),
      },
      { onSuccess: props.onCreated },
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label="Name"
          data-autofocus
          autoFocus
          required
          withAsterisk={false}
          maxLength={200}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="E-mail"
          description="For receipts; may stay empty"
          type="email"
          maxLength={254}
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <TextInput
          label="Telephone"
          description="May stay empty"
          type="tel"
          maxLength={32}
          autoComplete="off"
          value={phone}
          onChange={(event) => setPhone(event.currentTarget.value)}
        />
        <div aria-live="assertive">
          {create.isError && <ProblemAlert title="The customer was not saved" error={create.error} />}
        </div>
        <Group grow>
          <Button variant="default" onClick={props.onBack}>
            Back
          </Button>
          <Button type="submit" loading={create.isPending} disabled={name.trim() === ""}>
            Save and choose
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
