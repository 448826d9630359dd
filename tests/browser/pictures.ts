/** The pictures of docs/console: each view in both schemes, at the width of a desk and of a telephone. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { smallPng } from "./small-png";
import { Stage } from "./stage";
import { arrived, VIEWS, type View } from "./views";
import type { Visit } from "./visit";

/** The clock in every picture; pictures of an unchanged console stay the same. */
const TIME = new Date("2026-03-10T09:00:00Z");

const SIZES = [
  { width: 1280, height: 1000 },
  { width: 390, height: 844 },
] as const;

/** Taller than this a picture shows nothing more. */
const MAX_HEIGHT = 1800;

/** What is done in a view before its picture is taken. */
const BEFORE: { readonly [name: string]: (visit: Visit) => Promise<void> } = {};

const fileOf = ({ name }: View): string => name.toLowerCase().replaceAll(" ", "-");

/** Writes `<view>-<scheme>-<width>.png` for each view into the directory. */
export async function takePictures(directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  // The function's own log is not what this tells.
  console.info = () => undefined;
  const stage = await Stage.open();
  try {
    // What takes time is done at once: the clock stands.
    stage.set({ now: () => new Date(TIME), stepMs: 0 });
    for (const scheme of ["light", "dark"] as const) {
      for (const size of SIZES) {
        const visit = await stage.visit({ size, scheme, time: TIME });
        await visit.signIn("operator");
        for (const view of VIEWS) {
          await visit.open(view.path);
          await arrived(visit, view);
          await BEFORE[view.name]?.(visit);
          const height = await visit.page.evaluate<number>("document.documentElement.scrollHeight");
          const png = await visit.page.screenshot({
            fullPage: true,
            animations: "disabled",
            caret: "hide",
            clip: { x: 0, y: 0, width: size.width, height: Math.min(height, MAX_HEIGHT) },
          });
          const path = join(directory, `${fileOf(view)}-${scheme}-${size.width}.png`);
          const small = smallPng(png);
          writeFileSync(path, small);
          console.log(`${path}  ${Math.round(small.length / 1024)} KB`);
        }
        await visit.close();
      }
    }
  } finally {
    await stage.close();
  }
}
