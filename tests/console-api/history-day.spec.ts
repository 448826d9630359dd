import { expect } from "chai";
import fc from "fast-check";
import {
  type DayHistory,
  dawn,
  dayOf,
  LONGEST_PAUSE_MS,
  parseDay,
  recorded,
  type Sighting,
} from "../../console-api/history/day";

const DAY = "2026-03-10";
const EMPTY: DayHistory = { version: 1, day: DAY, spans: [], watches: [] };

const at = (time: string): Date => new Date(`${DAY}T${time}:00.000Z`);
const iso = (time: string): string => at(time).toISOString();

const web: Sighting = { interfaceId: "eni-web", groups: ["sg-web"], addresses: ["10.0.0.1"] };
const db: Sighting = { interfaceId: "eni-db", groups: ["sg-db"], addresses: ["10.0.0.2"] };

describe("the history of a day", () => {
  it("extends what looks the same, closes what is gone, begins what is new", () => {
    let history = recorded(EMPTY, [web, db], at("10:00"));
    history = recorded(history, [web, db], at("10:15"));
    history = recorded(history, [{ ...web, groups: ["sg-web", "sg-x"] }], at("10:30"));
    expect(history).to.deep.equal({
      version: 1,
      day: DAY,
      watches: [{ from: iso("10:00"), to: iso("10:30") }],
      spans: [
        { ...web, from: iso("10:00"), to: iso("10:15") },
        { ...db, from: iso("10:00"), to: iso("10:15") },
        { ...web, groups: ["sg-web", "sg-x"], from: iso("10:30"), to: iso("10:30") },
      ],
    });
  });

  it("begins anew what comes back: nobody knows where it was", () => {
    let history = recorded(EMPTY, [web], at("10:00"));
    history = recorded(history, [], at("10:15"));
    history = recorded(history, [web], at("10:30"));
    expect(history.spans.map(({ from, to }) => [from, to])).to.deep.equal([
      [iso("10:00"), iso("10:00")],
      [iso("10:30"), iso("10:30")],
    ]);
  });

  it("joins no looks with a long pause between them", () => {
    const first = recorded(EMPTY, [web], at("10:00"));
    const later = new Date(at("10:00").getTime() + LONGEST_PAUSE_MS + 1);
    const history = recorded(first, [web], later);
    expect(history.watches.map(({ from, to }) => [from, to])).to.deep.equal([
      [iso("10:00"), iso("10:00")],
      [later.toISOString(), later.toISOString()],
    ]);
    expect(history.spans).to.have.length(2);
    expect(recorded(first, [web], new Date(later.getTime() - 1)).spans).to.have.length(1);
  });

  it("changes nothing by looking twice at one instant, and adds what an earlier look saw otherwise", () => {
    const history = recorded(recorded(EMPTY, [web], at("10:00")), [web], at("10:30"));
    expect(recorded(history, [web], at("10:30"))).to.deep.equal(history);
    expect(recorded(history, [web], at("10:10"))).to.deep.equal(history);
    expect(recorded(history, [db], at("10:10")).spans.at(-1)).to.deep.equal({
      ...db,
      from: iso("10:10"),
      to: iso("10:10"),
    });
  });

  it("goes on over midnight: the day before ends there, the new one begins there", () => {
    const before = recorded(EMPTY, [web, db], at("23:50"));
    const next = dawn("2026-03-11", before, [web], new Date("2026-03-11T00:05:00.000Z"));
    const midnight = "2026-03-11T00:00:00.000Z";
    expect(next).to.deep.equal({
      before: {
        ...before,
        watches: [{ from: iso("23:50"), to: midnight }],
        spans: [
          { ...web, from: iso("23:50"), to: midnight },
          { ...db, from: iso("23:50"), to: iso("23:50") },
        ],
      },
      today: {
        version: 1,
        day: "2026-03-11",
        watches: [{ from: midnight, to: "2026-03-11T00:05:00.000Z" }],
        spans: [{ ...web, from: midnight, to: "2026-03-11T00:05:00.000Z" }],
      },
    });
  });

  it("leaves the day before alone where nobody looked for long, or ever", () => {
    const before = recorded(EMPTY, [web], at("20:00"));
    const now = new Date("2026-03-11T00:05:00.000Z");
    const today = {
      version: 1,
      day: "2026-03-11",
      watches: [{ from: now.toISOString(), to: now.toISOString() }],
      spans: [{ ...web, from: now.toISOString(), to: now.toISOString() }],
    };
    for (const day of [before, undefined, EMPTY]) {
      expect(dawn("2026-03-11", day, [web], now)).to.deep.equal({ today });
    }
  });

  it("tells of every look exactly what it saw, however looks follow each other", () => {
    const sighting = fc.record({
      interfaceId: fc.constantFrom("eni-1", "eni-2", "eni-3"),
      groups: fc.constantFrom(["sg-1"], ["sg-1", "sg-2"], ["sg-2"]),
      addresses: fc.constantFrom(["10.0.0.1"], ["10.0.0.2"]),
    });
    const look = fc.tuple(
      fc.integer({ min: 1, max: 120 }),
      fc.uniqueArray(sighting, { selector: ({ interfaceId }) => interfaceId, maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(look, { minLength: 1, maxLength: 12 }), (looks) => {
        let now = at("00:00").getTime();
        let history = EMPTY;
        const seen: [string, readonly Sighting[]][] = [];
        for (const [pause, sightings] of looks) {
          now += pause * 60_000;
          history = recorded(history, sightings, new Date(now));
          seen.push([new Date(now).toISOString(), sightings]);
        }
        for (const [then, sightings] of seen) {
          const told = history.spans
            .filter(({ from, to }) => from <= then && then <= to)
            .map(({ interfaceId, groups, addresses }) => ({ interfaceId, groups, addresses }));
          expect(told).to.have.deep.members([...sightings]);
          expect(history.watches.filter(({ from, to }) => from <= then && then <= to)).to.have.length(1);
        }
      }),
    );
  });

  it("is read back as it was written, and nothing else is read", () => {
    const history = recorded(EMPTY, [web], at("10:00"));
    expect(parseDay(JSON.stringify(history), DAY)).to.deep.equal(history);
    const wrong: unknown[] = [
      null,
      [],
      { ...history, version: 2 },
      { ...history, day: "2026-03-11" },
      { ...history, spans: [{ ...history.spans[0], groups: "sg-web" }] },
      { ...history, spans: [{ ...history.spans[0], from: "once" }] },
    ];
    for (const value of wrong) {
      expect(() => parseDay(JSON.stringify(value), DAY)).to.throw(
        "the object of `2026-03-10` is no history of interfaces of version 1",
      );
    }
    expect(() => parseDay(JSON.stringify({ ...history, watches: [{ from: 1 }] }), DAY)).to.throw(
      "`watches` of `2026-03-10` are no periods",
    );
    expect(() => parseDay("{", DAY)).to.throw(SyntaxError);
  });

  it("takes spans for watches where an object has none", () => {
    const spans = [
      { ...web, from: iso("10:00"), to: iso("11:00") },
      { ...db, from: iso("10:30"), to: iso("12:00") },
      { ...db, from: iso("13:00"), to: iso("13:00") },
    ];
    expect(parseDay(JSON.stringify({ version: 1, day: DAY, spans }), DAY).watches).to.deep.equal([
      { from: iso("10:00"), to: iso("12:00") },
      { from: iso("13:00"), to: iso("13:00") },
    ]);
    expect(dayOf(at("23:59"))).to.equal(DAY);
  });
});
