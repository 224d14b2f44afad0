import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from "react";
import { createPortal } from "react-dom";
import classes from "./print-job.module.css";

/** What is printed on: a roll of 80 mm, or a sheet. */
export type Paper = "roll" | "a4";

const storageKey = "cloudpos.paper";
const millimetresPerPixel = 25.4 / 96;
/** Left and right margin of the roll, and what is fed after the last line. */
const rollMarginMm = 3;
const feedMm = 12;

/** The paper of this device, and how to change it. */
export function usePaper(): [Paper, (paper: Paper) => void] {
  const [paper, setPaper] = useState<Paper>(() =>
    localStorage.getItem(storageKey) === "a4" ? "a4" : "roll",
  );
  return [
    paper,
    (next) => {
      localStorage.setItem(storageKey, next);
      setPaper(next);
    },
  ];
}

/** Prints its children through the browser's dialog, once, when it appears. Nothing of it is seen on the screen. */
export function PrintJob(props: { paper: Paper; title: string; children: ReactNode; onDone: () => void }) {
  const { paper, title } = props;
  const content = useRef<HTMLDivElement>(null);
  const [heightMm, setHeightMm] = useState<number | null>(null);
  const done = useRef(props.onDone);
  useEffect(() => {
    done.current = props.onDone;
  });
  useLayoutEffect(() => {
    setHeightMm(Math.ceil(content.current!.offsetHeight * millimetresPerPixel) + feedMm);
  }, []);
  useEffect(() => {
    if (heightMm === null) return;
    // The name that the browser proposes for a file.
    const before = document.title;
    document.title = title;
    const finish = () => done.current();
    window.addEventListener("afterprint", finish);
    // After the page has been drawn with the paper's size.
    const timer = setTimeout(() => window.print(), 50);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("afterprint", finish);
      document.title = before;
    };
  }, [heightMm, title]);
  const size = paper === "roll" ? `80mm ${heightMm ?? 200}mm` : "A4";
  const margin = paper === "roll" ? `${rollMarginMm}mm` : "15mm";
  return createPortal(
    <div className={classes["job"]} data-paper={paper} data-print-job aria-hidden="true">
      <style>{`@page { size: ${size}; margin: ${margin}; }`}</style>
      <div ref={content} className={classes["content"]}>
        {props.children}
      </div>
    </div>,
    document.body,
  );
}
