import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { PAGES, pageText, ROOT } from "./pages";

/** The anchor that GitHub gives a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\s_-]/gu, "")
    .trim()
    .replaceAll(" ", "-");

const prose = (page: string): string => pageText(page).replaceAll(/^ *```[\s\S]*?^ *```$/gm, "");

const anchorsOf = (page: string): readonly string[] =>
  [...prose(page).matchAll(/^#{1,6} +(.+?)\s*$/gm)].map(([, heading = ""]) => anchor(heading));

/** Where a page's links go inside the repository: a path from its top, and an anchor or nothing. */
const linksOf = (page: string): readonly (readonly [path: string, anchor: string])[] =>
  [...prose(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, target = ""]) => {
    const [path = "", fragment = ""] = target.split("#", 2);
    return [path === "" ? page : join(dirname(page), path), fragment] as const;
  });

describe("the links of the documentation", () => {
  it("lead to files that exist", () => {
    for (const page of PAGES)
      for (const [path] of linksOf(page))
        expect(existsSync(join(ROOT, path)), `${page}: ${path}`).to.equal(true);
  });

  it("lead to sections that exist", () => {
    for (const page of PAGES) {
      for (const [path, fragment] of linksOf(page)) {
        if (fragment !== "") expect(anchorsOf(path), `${page}: ${path}#${fragment}`).to.include(fragment);
      }
    }
  });

  it("leave out no page: each can be reached from README.md", () => {
    const reached = new Set(["README.md"]);
    for (const page of reached) {
      for (const [path] of linksOf(page)) if (path.endsWith(".md")) reached.add(path);
    }
    expect(PAGES.filter((page) => !reached.has(page))).to.deep.equal([]);
  });
});
