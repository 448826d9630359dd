/** The pictures of docs/console: each view in both schemes, at the width of a desk and of a telephone. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { smallPng } from "./small-png";
import { Stage } from "./stage";
import { arrived, settled, VIEWS, type View } from "./views";
import type { Visit } from "./visit";

/** The clock in every picture; pictures of an unchanged console stay the same. */
const TIME = new Date("2026-03-10T09:00:00Z");

/** Taller than this a picture shows nothing more. It is the window's height: one that grows meanwhile may fold its parts. */
const MAX_HEIGHT = 1500;

const SIZES = [
  { width: 1280, height: MAX_HEIGHT },
  { width: 390, height: MAX_HEIGHT },
] as const;

/** Room below the last part of a view, which a window's height does not add to. */
const MARGIN = 40;

const END = `Math.ceil(document.querySelector("#content").lastElementChild.getBoundingClientRect().bottom)`;

/** What a picture shows: a view, or a part of one that has an address of its own. */
interface Scene {
  readonly file: string;
  readonly view: View;
  readonly path: string;
  /** What is done there before. */
  readonly before?: (visit: Visit) => Promise<void>;
}

const sceneOf = (view: View): Scene => ({
  file: view.name.toLowerCase().replaceAll(" ", "-"),
  view,
  path: view.path,
});

async function askFlowLogs(visit: Visit): Promise<void> {
  await visit.page.getByRole("button", { name: "Ask the flow logs" }).click();
  await visit.page.getByRole("heading", { name: "Coverage" }).waitFor();
  await settled(visit);
  // Nothing has the focus or is pointed at, and the page is at its beginning.
  await visit.page.mouse.move(0, 0);
  await visit.page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0);");
}

const SCENES: readonly Scene[] = VIEWS.flatMap((view) => {
  const scene = sceneOf(view);
  if (view.name !== "Security groups") return [scene];
  const tab = (name: string) => `${view.path}?tab=${name}`;
  return [
    scene,
    { ...scene, file: "drift", path: tab("rules") },
    { ...scene, file: "evidence", path: tab("evidence"), before: askFlowLogs },
  ];
});

/** Writes `<scene>-<scheme>-<width>.png` for each scene into the directory. */
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
        for (const { file, view, path, before } of SCENES) {
          await visit.open(path);
          await arrived(visit, view);
          await before?.(visit);
          const end = await visit.page.evaluate<number>(END);
          const height = Math.min(end + MARGIN, MAX_HEIGHT);
          const png = await visit.page.screenshot({
            animations: "disabled",
            caret: "hide",
            clip: { x: 0, y: 0, width: size.width, height },
          });
          const picture = join(directory, `${file}-${scheme}-${size.width}.png`);
          const small = smallPng(png);
          writeFileSync(picture, small);
          console.log(`${picture}  ${Math.round(small.length / 1024)} KB`);
        }
        await visit.close();
      }
    }
  } finally {
    await stage.close();
  }
}
