import { expect } from "chai";
import { allPages, problemsOf } from "../../console/src/data/all-pages";
import { pause, poll, waitAfter } from "../../console/src/data/polling";
import { bytesText, countOf, countText, shareText } from "../../console/src/shared/amount-text";

const rejection = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("polling", () => {
  const answers = (...given: readonly (string | Error)[]) => {
    const left = [...given];
    return async () => {
      const next = left.shift();
      if (next === undefined) throw new Error("asked once too often");
      if (next instanceof Error) throw next;
      return next;
    };
  };
  const waits: number[] = [];
  const around = {
    isOver: (value: string) => value === "over",
    isPassing: (error: unknown) => error instanceof RangeError,
    wait: async (ms: number) => void waits.push(ms),
    signal: new AbortController().signal,
  };
  beforeEach(() => waits.splice(0));

  it("asks until it is over, waiting longer each time, and tells each value", async () => {
    const told: unknown[] = [];
    const ask = answers("on", "on", "on", "over");
    expect(await poll({ ...around, ask, onValue: (value, tries) => told.push([value, tries]) })).to.equal(
      "over",
    );
    expect(told).to.deep.equal([
      ["on", 1],
      ["on", 2],
      ["on", 3],
      ["over", 4],
    ]);
    expect(waits).to.deep.equal([1_000, 1_500, 2_250]);
  });

  it("never waits longer than 10 seconds", () => {
    expect([1, 2, 6, 7, 8, 1_000].map(waitAfter)).to.deep.equal([
      1_000, 1_500, 7_594, 10_000, 10_000, 10_000,
    ]);
  });

  it("goes on after failures that pass, until the fifth in a row", async () => {
    const broken = new RangeError("broken");
    expect(
      await poll({ ...around, ask: answers(broken, broken, broken, broken, "on", broken, "over") }),
    ).to.equal("over");
    const forever = poll({ ...around, ask: answers(broken, broken, broken, broken, broken, "over") });
    expect(await rejection(forever)).to.equal(broken);
  });

  it("ends at a failure that does not pass", async () => {
    const refused = new Error("refused");
    expect(await rejection(poll({ ...around, ask: answers("on", refused, "over") }))).to.equal(refused);
  });

  it("ends while it waits as soon as it is aborted", async () => {
    const controller = new AbortController();
    const { wait: _, ...rest } = around;
    const polled = poll({
      ...rest,
      ask: answers("on", "over"),
      signal: controller.signal,
      onValue: () => controller.abort("left"),
    });
    expect(await rejection(polled)).to.equal("left");
    expect(await rejection(pause(1_000_000, controller.signal))).to.equal("left");
  });
});

describe("answers in pages", () => {
  const page = (next: string | null, ...parts: string[]) => ({
    next,
    problems: parts.map((part) => ({ part })),
  });

  it("are read to the end", async () => {
    const pages = [page("b"), page("c"), page(null)];
    const asked: unknown[] = [];
    const told: number[] = [];
    const ask = async (after: string | null) => {
      asked.push(after);
      return pages[asked.length - 1] ?? page(null);
    };
    expect(await allPages(ask, (read) => told.push(read.length))).to.deep.equal(pages);
    expect(asked).to.deep.equal([null, "b", "c"]);
    expect(told).to.deep.equal([1, 2, 3]);
  });

  it("go on from a first page that is there", async () => {
    const asked: unknown[] = [];
    const ask = async (after: string | null) => {
      asked.push(after);
      return page(null);
    };
    expect(await allPages(ask, undefined, page("b"))).to.deep.equal([page("b"), page(null)]);
    expect(asked).to.deep.equal(["b"]);
  });

  it("are refused where they go in a circle", async () => {
    const failure = await rejection(allPages(async () => page("a")));
    expect(String(failure)).to.equal("Error: the pages of an answer go in a circle");
  });

  it("have each problem once", () => {
    expect(problemsOf([page("b", "x", "y"), page(null, "x")])).to.deep.equal([{ part: "x" }, { part: "y" }]);
  });
});

describe("amounts in words", () => {
  it("group thousands and know one from many", () => {
    expect(countText(1_234_567)).to.equal("1,234,567");
    expect([countOf(1, "rule"), countOf(0, "rule"), countOf(2_000, "patch", "patches")]).to.deep.equal([
      "1 rule",
      "0 rules",
      "2,000 patches",
    ]);
  });

  it("give bytes in the unit that suits", () => {
    expect([0, 1, 999, 1_000, 1_550_000, 999_960, 5e12, 3e18].map(bytesText)).to.deep.equal([
      "0 bytes",
      "1 byte",
      "999 bytes",
      "1 KB",
      "1.6 MB",
      "1 MB",
      "5 TB",
      "3,000 PB",
    ]);
  });

  it("never round a share to none or all", () => {
    expect([
      shareText(0, 10),
      shareText(1, 1_000),
      shareText(1, 4),
      shareText(999, 1_000),
      shareText(9, 9),
      shareText(1, 0),
    ]).to.deep.equal(["0 %", "under 1 %", "25 %", "over 99 %", "100 %", "0 %"]);
  });
});
