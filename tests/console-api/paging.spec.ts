import { expect } from "chai";
import fc from "fast-check";
import { cursorOf, pageOf, placeOf } from "../../console-api/paging";
import { refusalOf } from "./refused";

const REFUSED = "BadRequest: `after` is no cursor of this question";

describe("a cursor", () => {
  it("says the place that it was made of, to the same question", () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (question, place) => {
        expect(placeOf(question, cursorOf(question, place))).to.deep.equal(JSON.parse(JSON.stringify(place)));
      }),
    );
  });

  it("is text that `after` accepts", () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (question, place) => {
        expect(cursorOf(question, place)).to.match(/^[A-Za-z0-9._-]+$/);
      }),
    );
  });

  it("is refused by any other question", async () => {
    const cursor = cursorOf("securityGroups STACK", 50);
    expect(await refusalOf(() => placeOf("securityGroups VPC", cursor))).to.equal(REFUSED);
    expect(await refusalOf(() => placeOf("evidence STACK", cursor))).to.equal(REFUSED);
  });

  it("is refused where any of its characters was changed, cut or added", async () => {
    const cursor = cursorOf("securityGroups VPC", { name: "proxy", id: "sg-00000001" });
    for (let at = 0; at < cursor.length; at += 1) {
      const other = cursor[at] === "A" ? "B" : "A";
      const changed = `${cursor.slice(0, at)}${other}${cursor.slice(at + 1)}`;
      expect(await refusalOf(() => placeOf("securityGroups VPC", changed))).to.equal(REFUSED);
      expect(await refusalOf(() => placeOf("securityGroups VPC", cursor.slice(0, at)))).to.equal(REFUSED);
    }
    for (const text of ["", ".", "..", `${cursor}.`, `${cursor}A`, `.${cursor}`, "constructor"]) {
      expect(await refusalOf(() => placeOf("securityGroups VPC", text))).to.equal(REFUSED);
    }
  });
});

describe("pageOf", () => {
  it("gives every item exactly once, in order, in pages of the asked size", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 7 }), (all, first) => {
        const seen: number[] = [];
        let after: string | null = null;
        do {
          const { items, next } = pageOf("q", all, first, after) as ReturnType<typeof pageOf<number>>;
          expect(items.length).to.equal(Math.min(first, all.length - seen.length));
          seen.push(...items);
          after = next;
        } while (after !== null);
        expect(seen).to.deep.equal(all);
      }),
    );
  });

  it("refuses places that no page begins at", async () => {
    for (const place of [-1, 1.5, "1", null, [1], 1e300]) {
      expect(await refusalOf(() => pageOf("q", [1, 2, 3], 1, cursorOf("q", place)))).to.equal(REFUSED);
    }
  });

  it("ends where the list has become shorter since", () => {
    expect(pageOf("q", [1, 2, 3], 5, cursorOf("q", 40))).to.deep.equal({ items: [], next: null });
  });
});
