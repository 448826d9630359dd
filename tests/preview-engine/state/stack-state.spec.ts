import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readStackState } from "../../../preview/state/stack-state";
import { Asset, ResourceReference, Secret, UNKNOWN } from "../../../preview/values/value";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
/** What the CLI made of the passphrase `hunter22`, and a text that it encrypted. */
const SALT = "v1:h7VzoDu2G+M=:v1:F3td24HDv8lcJR+l:sIGi7WlExwwsNodn8e8JFQKJ9xaU0g==";
const SEALED = "v1:OQc34VvqH8bGnEw0:tJynhWz3QWBqHdWgPnw1VeI2BWevAA==";

const secret = (value: object) => ({ [SIGNATURE]: SECRET, ...value });
const urnOf = (name: string, type = "aws:s3/bucket:Bucket") => `urn:pulumi:prod::shop::${type}::${name}`;
const bucket = (name: string, more: object = {}) => ({
  urn: urnOf(name),
  type: "aws:s3/bucket:Bucket",
  custom: true,
  id: name,
  ...more,
});

describe("the state of a stack", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "preview-state-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const write = (content: unknown): string => {
    const file = join(folder, "export.json");
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  };
  const exported = (resources: readonly unknown[], more: object = {}) =>
    write({ version: 3, deployment: { manifest: {}, resources, ...more } });
  const read = (resources: readonly unknown[], more: object = {}, environment: NodeJS.ProcessEnv = {}) =>
    readStackState(exported(resources, more), "", environment);
  const refusal = (file: string, stack = "") =>
    readStackState(file, stack, {}).then(
      () => "",
      (error: Error) => error.message.replaceAll(file, "FILE"),
    );
  const valuesOf = async (inputs: object, more: object = {}, environment: NodeJS.ProcessEnv = {}) => {
    const { resources, notices } = await read([bucket("a", { inputs })], more, environment);
    return { values: resources[0]?.inputs, notices };
  };

  it("has what exists: not what is deleted, or about to be", async () => {
    const { project, stack, resources } = await read([
      bucket("kept", { parent: urnOf("p"), provider: "urn:x::id", protect: true }),
      bucket("kept", { delete: true }),
      bucket("gone", { pendingReplacement: true }),
      bucket("foreign", { external: true }),
    ]);
    expect([project, stack]).to.deep.equal(["shop", "prod"]);
    expect(resources.map(({ name, origin }) => [name, origin])).to.deep.equal([
      ["kept", "registered"],
      ["foreign", "read"],
    ]);
    expect(resources[0]).to.deep.include({ id: "kept", parent: urnOf("p"), provider: "urn:x::id" });
    expect(resources[0]?.options.shown).to.deep.equal({ provider: "urn:x::id", protect: true });
  });

  it("says what is not judged: what is to be deleted, and what an interruption left open", async () => {
    const { notices } = await read(
      [bucket("kept"), bucket("kept", { delete: true }), bucket("kept", { delete: true, id: "older" })],
      { pending_operations: [{ resource: bucket("half"), type: "creating" }] },
    );
    expect(notices).to.deep.equal([
      `not judged, since the next update deletes it: \`${urnOf("kept")}\``,
      `an update was interrupted, and the state does not say what became of \`${urnOf("half")}\``,
    ]);
  });

  it("takes inputs, outputs and dependencies as they are stored", async () => {
    const { resources } = await read([
      bucket("a", {
        inputs: { bucket: "a", list: [1, null, { deep: true }] },
        outputs: { arn: "arn:aws:s3:::a" },
        dependencies: [urnOf("b")],
        propertyDependencies: { bucket: [urnOf("b")], list: [] },
        customTimeouts: { create: 600 },
      }),
    ]);
    expect(resources[0]).to.deep.include({
      inputs: { bucket: "a", list: [1, null, { deep: true }] },
      outputs: { arn: "arn:aws:s3:::a" },
      dependencies: [urnOf("b")],
      propertyDependencies: { bucket: [urnOf("b")], list: [] },
    });
    expect(resources[0]?.options.customTimeouts).to.deep.equal({
      create: 600,
      update: 0,
      delete: 0,
      read: 0,
    });
  });

  it("reads what JSON cannot say", async () => {
    const { values } = await valuesOf({
      unknown: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
      infinite: { [SIGNATURE]: "8ad145fe-0d11-4827-bfd7-1abcbf086f5c", value: "7ff0000000000000" },
      bytes: { [SIGNATURE]: "803fd3297a5875dc03ca845dda5d2a98", value: "aGk=" },
      asset: { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", hash: "aa", path: "./x" },
      custom: { [SIGNATURE]: "5cf8f73096256a8f31e491e813e4eb8e", urn: urnOf("b"), id: { V: "b-1" } },
      component: { [SIGNATURE]: "5cf8f73096256a8f31e491e813e4eb8e", urn: urnOf("b"), id: { V: null } },
    });
    expect(values).to.deep.equal({
      unknown: UNKNOWN,
      infinite: Number.POSITIVE_INFINITY,
      bytes: "hi",
      asset: new Asset(false, { path: "./x" }, "aa"),
      custom: new ResourceReference(urnOf("b"), "b-1", ""),
      component: new ResourceReference(urnOf("b"), undefined, ""),
    });
  });

  describe("with secrets", () => {
    const providers = { secrets_providers: { type: "passphrase", state: { salt: SALT } } };
    const sealed = { a: secret({ ciphertext: SEALED }), b: [secret({ ciphertext: SEALED })] };

    it("marks those that are in plain", async () => {
      const { values, notices } = await valuesOf({ a: secret({ plaintext: '{"b":["c"]}' }) });
      expect(values).to.deep.equal({ a: new Secret({ b: ["c"] }) });
      expect(notices).to.deep.equal([]);
    });

    it("opens those whose passphrase is at hand", async () => {
      const { values, notices } = await valuesOf(sealed, providers, { PULUMI_CONFIG_PASSPHRASE: "hunter22" });
      expect(values).to.deep.equal({ a: new Secret("hush"), b: [new Secret("hush")] });
      expect(notices).to.deep.equal([]);
    });

    it("takes the others for unknown, and says how many and why", async () => {
      const closed = { a: new Secret(UNKNOWN), b: [new Secret(UNKNOWN)] };
      const reasons = [
        [providers, {}, "set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to have them judged"],
        [
          providers,
          { PULUMI_CONFIG_PASSPHRASE: "other" },
          "incorrect passphrase for the encrypted configuration of the stack",
        ],
        [
          { secrets_providers: { type: "service", state: {} } },
          { PULUMI_CONFIG_PASSPHRASE: "hunter22" },
          "their secrets provider is out of reach offline",
        ],
      ] as const;
      for (const [more, environment, why] of reasons) {
        const { values, notices } = await valuesOf(sealed, more, environment);
        expect(values).to.deep.equal(closed);
        expect(notices).to.deep.equal([`2 encrypted values of the state are unknown: ${why}`]);
      }
    });

    it("refuses malformed ones without quoting them", async () => {
      const message = (value: object) => refusal(exported([bucket("a", { inputs: { a: secret(value) } })]));
      expect(await message({ plaintext: "hush" })).to.equal("a secret of the state is not JSON");
      expect(await message({})).to.equal("a secret of the state has neither `plaintext` nor `ciphertext`");
    });
  });

  it("of a stack that was destroyed is empty", async () => {
    const nothing = { project: "unknown", resources: [], notices: [] };
    expect(await readStackState(write({ version: 3, deployment: { manifest: {} } }), "", {})).to.deep.equal({
      ...nothing,
      stack: "unknown",
    });
    expect(await readStackState(exported([]), "prod", {})).to.deep.equal({ ...nothing, stack: "prod" });
  });

  it("is refused where it is none, or not one", async () => {
    expect(await refusal(write("{"))).to.contain("--state `FILE` is not JSON");
    expect(await refusal(write({ version: 1, resources: [] }))).to.equal(
      "--state `FILE` is no export of a stack; `pulumi stack export --file` writes one",
    );
    expect(await refusal(write({ version: 3, checkpoint: {} }))).to.equal(
      "--state `FILE` is no export of a stack: it is the backend's own checkpoint; `pulumi stack export --file` writes one",
    );
    expect(await refusal(write({ version: 2, deployment: {} }))).to.equal(
      "--state `FILE` has version `2`; accepted: 3, 4",
    );
    expect(await refusal(write({ version: 3, deployment: { resources: {} } }))).to.contain(
      "`deployment.resources` is no list",
    );
    expect(await refusal(exported([bucket("a"), 7]))).to.equal(
      "--state `FILE`: `deployment.resources[1]` is no object",
    );
    expect(await refusal(exported([bucket("a", { urn: "a" })]))).to.contain("[0].urn` is not a URN");
    expect(await refusal(exported([bucket("a", { type: 7 })]))).to.contain("[0].type` is not a text");
    expect(await refusal(exported([bucket("a", { dependencies: [7] })]))).to.contain(
      "[0].dependencies` is not a list of texts",
    );
    expect(await refusal(exported([bucket("a"), bucket("a")]))).to.contain(`holds \`${urnOf("a")}\` twice`);
    const other = { ...bucket("a"), urn: urnOf("b").replace("prod", "dev") };
    expect(await refusal(exported([bucket("a"), other]))).to.contain(
      "is of several stacks, `shop/prod` and `shop/dev`",
    );
    expect(await refusal(exported([bucket("a")]), "dev")).to.equal(
      "--state `FILE` is of stack `prod`, not of `dev` as --stack says",
    );
  });
});
