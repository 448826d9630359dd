import { expect } from "chai";
import fc from "fast-check";
import { type DayHistory, recorded, type Sighting } from "../../console-api/history/day";
import { InterfaceHistory, SLACK_SECONDS } from "../../console-api/history/interface-history";

const DAY = "2026-03-10";
const MIDNIGHT = Date.parse(`${DAY}T00:00:00Z`) / 1000;
const minute = (minutes: number): number => MIDNIGHT + minutes * 60;

/** Looks, by the minute of the day. */
function history(looks: readonly (readonly [minute: number, sightings: readonly Sighting[]])[]) {
  const empty: DayHistory = { version: 1, day: DAY, spans: [], watches: [] };
  const day = looks.reduce((so, [at, seen]) => recorded(so, seen, new Date(minute(at) * 1000)), empty);
  return new InterfaceHistory([day]);
}

const one = (groups: readonly string[], addresses: readonly string[] = ["10.0.0.1"]): Sighting => ({
  interfaceId: "eni-1",
  groups,
  addresses,
});

const groupsAt = (known: InterfaceHistory, at: number): readonly string[] | string => {
  const held = known.interfaceAt("eni-1", minute(at));
  return held.kind === "held" ? held.by.groups : held.kind;
};

describe("the history of interfaces", () => {
  it("tells the groups of an interface at an instant", () => {
    const known = history([
      [0, [one(["sg-a"])]],
      [15, [one(["sg-a"])]],
      [30, [one(["sg-b"])]],
      [45, [one(["sg-b"])]],
    ]);
    expect([0, 7, 15, 30, 45].map((at) => groupsAt(known, at))).to.deep.equal([
      ["sg-a"],
      ["sg-a"],
      ["sg-a"],
      ["sg-b"],
      ["sg-b"],
    ]);
    // Between two looks that differ nobody knows when it changed.
    expect(groupsAt(known, 22)).to.equal("unknown");
    expect(groupsAt(known, 65)).to.deep.equal(["sg-b"]);
    expect(groupsAt(known, 66)).to.equal("unknown");
  });

  it("takes a new interface to have had its groups since the look before", () => {
    const known = history([
      [0, []],
      [15, []],
      [30, [one(["sg-a"])]],
    ]);
    expect(groupsAt(known, 16)).to.deep.equal(["sg-a"]);
    expect(groupsAt(known, 5)).to.equal("nobody");
    expect(groupsAt(known, -30)).to.equal("unknown");
  });

  it("knows whose an address is, of an interface or of nobody", () => {
    const known = history([
      [0, [one(["sg-a"], ["10.0.0.1", "2001:db8::1", "10.0.9.0/28"])]],
      [15, [one(["sg-a"], ["10.0.0.1", "2001:db8::1", "10.0.9.0/28"])]],
    ]);
    const kinds = ["10.0.0.1", "2001:0db8:0::1", "10.0.9.7", "10.0.9.16", "8.8.8.8", "no address"].map(
      (address) => known.addressAt(address, minute(10)).kind,
    );
    expect(kinds).to.deep.equal(["held", "held", "held", "nobody", "nobody", "nobody"]);
    expect(known.addressAt("8.8.8.8", minute(600)).kind).to.equal("unknown");
  });

  it("follows an address from one interface to the next", () => {
    const other: Sighting = { interfaceId: "eni-2", groups: ["sg-b"], addresses: ["10.0.0.1"] };
    const known = history([
      [0, [one(["sg-a"])]],
      [15, [one(["sg-a"])]],
      [30, []],
      [45, []],
      [60, []],
      [75, [other]],
      [90, [other]],
    ]);
    expect(known.addressAt("10.0.0.1", minute(10))).to.deep.include({ kind: "held" });
    expect(known.addressAt("10.0.0.1", minute(45))).to.deep.equal({ kind: "nobody" });
    expect(known.addressDuring("10.0.0.1", minute(0), minute(90))).to.deep.equal({
      groups: new Set(["sg-a", "sg-b"]),
      hasGaps: false,
    });
    expect(known.interfaceDuring("eni-1", minute(0), minute(90))).to.deep.equal({
      groups: new Set(["sg-a"]),
      hasGaps: true,
    });
  });

  it("takes groups for unchanged over a pause in which nobody looked", () => {
    const known = history([
      [0, [one(["sg-a"])]],
      [300, [one(["sg-a"])]],
    ]);
    expect(groupsAt(known, 150)).to.deep.equal(["sg-a"]);
    expect(known.interfaceDuring("eni-1", minute(0), minute(300)).hasGaps).to.equal(false);
    expect(known.addressAt("10.0.0.2", minute(150)).kind).to.equal("unknown");
    expect(known.addressDuring("10.0.0.2", minute(0), minute(300)).hasGaps).to.equal(true);
  });

  it("says that a time before the first look has gaps, however short a record in it", () => {
    const known = history([[100, [one(["sg-a"])]]]);
    expect(known.interfaceDuring("eni-1", minute(10), minute(10))).to.deep.equal({
      groups: new Set(),
      hasGaps: true,
    });
    expect(known.interfaceDuring("eni-1", minute(90), minute(110)).hasGaps).to.equal(false);
    expect(known.interfaceDuring("eni-2", minute(90), minute(110)).hasGaps).to.equal(true);
    expect(known.from).to.equal(minute(100));
    expect(new InterfaceHistory([]).from).to.equal(undefined);
  });

  it("joins the days at midnight", () => {
    const span = (day: string, from: string, to: string) => ({
      version: 1 as const,
      day,
      spans: [{ ...one(["sg-a"]), from, to }],
      watches: [{ from, to }],
    });
    const known = new InterfaceHistory([
      span("2026-03-10", "2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z"),
      span("2026-03-11", "2026-03-11T00:00:00Z", "2026-03-11T12:00:00Z"),
    ]);
    const from = MIDNIGHT;
    expect(known.interfaceDuring("eni-1", from, from + 36 * 3600).hasGaps).to.equal(false);
    expect(known.interfaceAt("eni-1", from + 86_400).kind).to.equal("held");
  });

  it("agrees with looking through all looks, where they are a quarter of an hour apart", () => {
    const state = fc.constantFrom<readonly string[] | null>(null, ["sg-a"], ["sg-b"], ["sg-a", "sg-b"]);
    fc.assert(
      fc.property(fc.array(state, { minLength: 1, maxLength: 10 }), (states) => {
        const known = history(
          states.map((groups, at) => [at * 15, groups === null ? [] : [one(groups)]] as const),
        );
        for (const [at, groups] of states.entries()) {
          const near = (offset: number) => states[at + offset];
          const held = known.interfaceAt("eni-1", minute(at * 15));
          if (groups !== null) {
            expect(held.kind === "held" && held.by.groups).to.deep.equal(groups);
          } else {
            // Within the slack of what was seen around: held if that agrees, unknown if not.
            const around = [near(-1), near(1)].filter((found) => found !== null && found !== undefined);
            const same = new Set(around.map((found) => found?.join(" ")));
            expect(held.kind).to.equal(around.length === 0 ? "nobody" : same.size === 1 ? "held" : "unknown");
          }
        }
        const all = known.addressDuring("10.0.0.1", minute(0), minute((states.length - 1) * 15));
        expect([...all.groups].sort()).to.deep.equal([...new Set(states.flatMap((g) => g ?? []))].sort());
        expect(SLACK_SECONDS).to.equal(1200);
      }),
    );
  });
});
