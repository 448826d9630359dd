import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Secrets } from "../../../preview/secrets";
import { assetHasher } from "../../../preview/values/assets";
import {
  Asset,
  annotateSecrets,
  containsSecret,
  containsUnknown,
  OutputValue,
  outputDependencies,
  ResourceReference,
  Secret,
  UNKNOWN,
  withoutOutputs,
} from "../../../preview/values/value";

describe("annotateSecrets", () => {
  it("enters maps, and marks a list as a whole if any part of it is secret", () => {
    const inputs = { map: { a: new Secret("x"), b: "y" }, list: ["a", new Secret("b")], plain: 1 };
    const outputs = { map: { a: "x", b: "y" }, list: ["a", "b"], plain: 1, more: 2 };
    expect(annotateSecrets(outputs, inputs)).to.deep.equal({
      map: { a: new Secret("x"), b: "y" },
      list: new Secret(["a", "b"]),
      plain: 1,
      more: 2,
    });
  });

  it("marks once", () => {
    expect(annotateSecrets({ a: new Secret(1) }, { a: new Secret(1) })).to.deep.equal({ a: new Secret(1) });
  });
});

describe("values", () => {
  it("lose output values, not what these say", () => {
    const value = {
      a: new OutputValue([new OutputValue(undefined, false, [])], true, ["u"]),
      b: new Secret(new OutputValue(1, true, [])),
    };
    expect(withoutOutputs(value)).to.deep.equal({ a: new Secret([UNKNOWN]), b: new Secret(1) });
  });

  it("depend on what any output value inside depends on", () => {
    const value = [
      new OutputValue({ a: new OutputValue(1, false, ["u2"]) }, false, ["u1"]),
      new Secret(new OutputValue(1, false, ["u1", "u3"])),
    ];
    expect(outputDependencies(value)).to.deep.equal(["u1", "u2", "u3"]);
  });

  it("are unknown or secret if a part is", () => {
    expect(containsUnknown({ a: [new Secret(UNKNOWN)] })).to.equal(true);
    expect(containsUnknown(new OutputValue(undefined, false, []))).to.equal(true);
    expect(containsUnknown(new ResourceReference("u", UNKNOWN, ""))).to.equal(true);
    expect(containsUnknown({ a: ["b", null] })).to.equal(false);
    expect(containsSecret([new OutputValue("a", true, [])])).to.equal(true);
    expect(containsSecret([new OutputValue("a", false, [])])).to.equal(false);
  });
});

describe("Secrets", () => {
  it("masks every secret text that it has met, in plain and inside JSON", () => {
    const secrets = new Secrets();
    secrets.collect({ a: new Secret(['he said "hush"']), b: new OutputValue("psst-1", true, []), c: "open" });
    expect(secrets.mask('x he said "hush" y psst-1 z open')).to.equal("x [secret] y [secret] z open");
    expect(secrets.mask(JSON.stringify({ a: 'he said "hush"' }))).to.equal('{"a":"[secret]"}');
  });

  it("leaves texts alone that are too short to tell", () => {
    const secrets = new Secrets();
    secrets.collect(new Secret(["a", "yes", 1, true]));
    expect(secrets.mask("yes, a bar")).to.equal("yes, a bar");
  });
});

describe("assetHasher", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "preview-assets-"));
    mkdirSync(join(folder, "site/images"), { recursive: true });
    writeFileSync(join(folder, "hello.txt"), "hello\n");
    writeFileSync(join(folder, "site/index.html"), "<html>");
    writeFileSync(join(folder, "site/images/a.png"), "png");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const HELLO = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";

  it("hashes texts and files alike, by SHA-256", () => {
    const hash = assetHasher(folder);
    expect(hash(false, { text: "hello\n" })).to.equal(HELLO);
    expect(hash(false, { path: "hello.txt" })).to.equal(HELLO);
  });

  it("hashes folders by names and contents", () => {
    const hash = assetHasher(folder);
    const before = hash(true, { path: "site" });
    writeFileSync(join(folder, "site/images/a.png"), "PNG");
    const changed = hash(true, { path: "site" });
    writeFileSync(join(folder, "site/images/a.png"), "png");
    expect(changed).not.to.equal(before);
    expect(hash(true, { path: "./site/" })).to.equal(before);
  });

  it("hashes archives of assets by their names and hashes, in any order", () => {
    const hash = assetHasher(folder);
    const [a, b] = [new Asset(false, { text: "a" }, "0a"), new Asset(false, { text: "b" }, "0b")];
    expect(hash(true, { assets: { x: a, y: b } })).to.equal(hash(true, { assets: { y: b, x: a } }));
    expect(hash(true, { assets: { x: a, y: b } })).not.to.equal(hash(true, { assets: { x: b, y: a } }));
  });

  it("knows nothing of remote files, and refuses missing ones by name", () => {
    const hash = assetHasher(folder);
    expect(hash(false, { uri: "https://example.com/a" })).to.equal("");
    expect(() => hash(false, { path: "lost.txt" })).to.throw(/failed to read the asset: .*lost\.txt/);
    expect(() => hash(false, { path: "site" })).to.throw("is a directory");
  });
});
