import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";

/** Searches while it is typed, a moment after the last key. */
export function SearchField(props: {
  label: string;
  placeholder?: string;
  /** What is searched for now. */
  value: string;
  onSearch: (text: string) => void;
}) {
  const [text, setText] = useState(props.value);
  const sent = useRef(props.value);
  const send = useDebouncedCallback((value: string) => {
    sent.current = value;
    props.onSearch(value);
  }, 200);
  // The address changed by other means, such as the way back.
  useEffect(() => {
    if (props.value !== sent.current) {
      sent.current = props.value;
      setText(props.value);
    }
  }, [props.value]);
  const change = (value: string) => {
    setText(value);
    send(value.trim());
  };
  return (
    <TextInput
      type="search"
      role="searchbox"
      aria-label={props.label}
      placeholder={props.placeholder ?? props.label}
      leftSection={<IconSearch size={20} aria-hidden />}
      rightSection={
        text !== "" && <CloseButton size="lg" aria-label="Clear search" onClick={() => change("")} />
      }
      rightSectionWidth={52}
      autoComplete="off"
      spellCheck={false}
      maxLength={100}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      style={{ flex: "1 1 260px", maxWidth: 480 }}
    />
  );
}
