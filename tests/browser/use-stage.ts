/** The stage in mocha's hooks: opened by the first `describe` that uses it, closed after the last. */

import { format } from "node:util";
import { need } from "../real-parts";
import { Stage } from "./stage";

let opened: Promise<Stage> | undefined;

after(async () => {
  await (await opened?.catch(() => undefined))?.close();
});

const LEVELS = ["error", "info", "warn"] as const;

/** Keeps what the function logs out of the tests' own output, except where a test failed. */
function keepLog(): void {
  const kept = { error: console.error, info: console.info, warn: console.warn };
  let lines: string[] = [];
  before(() => {
    for (const level of LEVELS) console[level] = (...said: readonly unknown[]) => lines.push(format(...said));
  });
  afterEach(function () {
    if (this.currentTest?.state === "failed") process.stderr.write(lines.map((line) => `${line}\n`).join(""));
    lines = [];
  });
  after(() => {
    for (const level of LEVELS) console[level] = kept[level];
  });
}

/** The stage for a `describe`; where Chromium is absent its tests are left out. */
export function useStage(): () => Stage {
  let stage: Stage | undefined;
  keepLog();
  before(async function () {
    need(this, "chromium", "openssl");
    opened ??= Stage.open();
    stage = await opened;
    stage.set({});
  });
  afterEach(() => stage?.sweep());
  return () => {
    if (stage === undefined) throw new Error("the stage is not open yet");
    return stage;
  };
}
