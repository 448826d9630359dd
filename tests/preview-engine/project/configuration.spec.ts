import { createCipheriv, pbkdf2Sync, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { PreviewFailure } from "../../../preview/failure";
import {
  type Configuration,
  packConfig,
  programConfig,
  readConfiguration,
  secretKeys,
} from "../../../preview/project/configuration";
import { openPassphrase, passphraseFrom } from "../../../preview/project/passphrase";
import { readProject, splitWords } from "../../../preview/project/project-file";
import { goJson } from "../../../preview/project/yaml-file";

/** Encrypts as Pulumi's passphrase provider does. */
function seal(passphrase: string) {
  const salt = randomBytes(8);
  const key = pbkdf2Sync(passphrase, salt, 1_000_000, 32, "sha256");
  const encrypt = (text: string) => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", key, nonce);
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
  };
  return { encrypt, state: `v1:${salt.toString("base64")}:${encrypt("pulumi")}` };
}

describe("a project's files", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "preview-project-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const read = (environment: NodeJS.ProcessEnv = {}, stack = "dev"): Promise<Configuration> =>
    readConfiguration(readProject(folder), stack, environment);
  const failure = async (work: () => unknown): Promise<string> => {
    try {
      await work();
    } catch (error) {
      if (error instanceof PreviewFailure) return error.message;
      throw error;
    }
    throw new Error("nothing was thrown");
  };
  const texts = ({ settings }: Configuration) =>
    Object.fromEntries([...settings].map(([key, { text }]) => [key, text]));

  describe("configuration", () => {
    it("puts keys without a namespace into the project's, and reads the older spelling", async () => {
      write("Pulumi.yaml", "name: shop\nruntime: nodejs\n");
      write("Pulumi.dev.yaml", "config:\n  a: 1\n  aws:region: eu-west-1\n  other:config:b: x\n");
      expect(texts(await read())).to.deep.equal({ "shop:a": "1", "aws:region": "eu-west-1", "other:b": "x" });
    });

    it("passes structures as JSON with sorted keys, and escapes as Go does", async () => {
      write("Pulumi.yaml", "name: shop\nruntime: nodejs\n");
      write(
        "Pulumi.dev.yaml",
        "config:\n  a: {z: [true, null, 1.5], b: '<&>'}\n  c: 12345678901234567890\n  d: 010\n",
      );
      expect(texts(await read())).to.deep.equal({
        "shop:a": '{"b":"\\u003c\\u0026\\u003e","z":[true,null,1.5]}',
        "shop:c": "12345678901234567890",
        "shop:d": "8",
      });
    });

    it("gives the program the older keys, packs the newer", async () => {
      write("Pulumi.yaml", "name: shop\nruntime: nodejs\n");
      write("Pulumi.dev.yaml", "config:\n  a: 1\n");
      const configuration = await read();
      expect(JSON.parse(programConfig(configuration))).to.deep.equal({ "shop:config:a": "1" });
      expect(packConfig(configuration)).to.deep.equal({ "shop:a": "1" });
    });

    it("completes what Pulumi.yaml declares, and reports every mistake at once", async () => {
      write(
        "Pulumi.yaml",
        [
          "name: shop",
          "runtime: nodejs",
          "config:",
          "  size: {type: integer, default: 3}",
          "  names: {type: array, items: {type: string}}",
          "  title: {type: string}",
          "  secretive: {type: string, secret: true}",
          "  aws:region: {value: eu-west-1}",
        ].join("\n"),
      );
      write("Pulumi.dev.yaml", "config:\n  size: big\n  names: [1]\n  secretive: open\n");
      expect(await failure(() => read())).to.equal(
        "configuration of stack `dev`: `title` is missing; `size` must be of type `integer`; " +
          "`names` must be of type `array<string>`; `secretive` is declared secret and must be encrypted",
      );
      write("Pulumi.dev.yaml", "config:\n  names: [a]\n  title: 5\n  secretive: {secure: v1:a:b}\n");
      expect(texts(await read())).to.deep.include({
        "shop:size": "3",
        "shop:title": "5",
        "aws:region": "eu-west-1",
      });
    });

    it("names the stacks that there are", async () => {
      write("Pulumi.yaml", "name: shop\nruntime: nodejs\n");
      write("Pulumi.prod.yaml", "config: {}\n");
      write("Pulumi.test.yaml", "config: {}\n");
      expect(await failure(() => read())).to.equal("unknown stack `dev`: this project has `prod`, `test`");
    });

    it("takes placeholders for secrets without a passphrase, and says how many", async () => {
      write("Pulumi.yaml", "name: shop\nruntime: nodejs\n");
      write(
        "Pulumi.dev.yaml",
        "encryptionsalt: v1:a:v1:b:c\nconfig:\n  a: {secure: x}\n  b: [{c: {secure: y}}, d]\n",
      );
      const configuration = await read();
      expect(texts(configuration)).to.deep.equal({
        "shop:a": "[secret]",
        "shop:b": '[{"c":"[secret]"},"d"]',
      });
      expect(secretKeys(configuration)).to.deep.equal(["shop:a", "shop:b"]);
      expect(configuration.notices).to.deep.equal([
        "2 encrypted values of stack `dev` are placeholders: " +
          "set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to read them",
      ]);
    });

    it("decrypts with the right passphrase only", async () => {
      const { encrypt, state } = seal("open sesame");
      write("Pulumi.yaml", "name: shop\nruntime: nodejs\n");
      write("Pulumi.dev.yaml", `encryptionsalt: ${state}\nconfig:\n  a: {secure: "${encrypt("hush ✓")}"}\n`);
      expect(texts(await read({ PULUMI_CONFIG_PASSPHRASE: "open sesame" }))).to.deep.equal({
        "shop:a": "hush ✓",
      });
      expect(await failure(() => read({ PULUMI_CONFIG_PASSPHRASE: "" }))).to.contain("incorrect passphrase");
    });
  });

  describe("Pulumi.yaml", () => {
    const rejected: { readonly [mistake: string]: readonly [string, string] } = {
      "no name": ["runtime: nodejs", "`name` must be"],
      "a name with a slash": ["name: a/b\nruntime: nodejs", "it is `a/b`"],
      "no runtime": ["name: a", "`runtime` is missing"],
      "another language": ["name: a\nruntime: {name: go}", "written for `go`"],
      "an option of another type": [
        "name: a\nruntime: {name: nodejs, options: {nodeargs: [x]}}",
        "`nodeargs` must be a string",
      ],
      "a main that is not there": [
        "name: a\nruntime: nodejs\nmain: lib",
        "names `lib`, which does not exist",
      ],
      "a list": ["- name: a", "is not a mapping"],
      "a type outside the project": [
        "name: a\nruntime: nodejs\nconfig:\n  aws:region: {type: string, value: x}",
        "cannot have a type",
      ],
      "default and value": [
        "name: a\nruntime: nodejs\nconfig:\n  b: {default: 1, value: 2}",
        "both `default` and `value`",
      ],
    };
    for (const [mistake, [text, message]] of Object.entries(rejected)) {
      it(`is rejected with ${mistake}`, async () => {
        write("Pulumi.yaml", text);
        expect(await failure(() => readProject(folder))).to.contain(message);
      });
    }

    it("names the file to run", () => {
      write(
        "Pulumi.yaml",
        "name: a\nruntime: {name: nodejs, options: {typescript: false}}\nmain: index.ts\n",
      );
      write("index.ts", "");
      expect(readProject(folder)).to.deep.include({
        programDirectory: folder,
        entryPoint: "index.ts",
        runtime: { typescript: false, tsconfig: "", nodeArguments: [] },
      });
    });
  });

  it("hold node arguments as a shell would read them", () => {
    expect(splitWords(`--import tsx  "--title=a b" 'c d'e \\"f`)).to.deep.equal([
      "--import",
      "tsx",
      "--title=a b",
      "c de",
      '"f',
    ]);
    expect(splitWords("")).to.deep.equal([]);
  });
});

describe("openPassphrase", () => {
  it("opens what it was sealed with, and rejects another format", async () => {
    const { encrypt, state } = seal("");
    const decrypt = await openPassphrase("", state);
    expect(decrypt(encrypt("a:b"))).to.equal("a:b");
    expect(() => decrypt("v2:a:b")).to.throw("malformed");
  });

  it("opens a stack that the Pulumi CLI made", async () => {
    const state = "v1:fozI5u6B030=:v1:F+6ZduKKd8G0/V7L:PGMFeIzwobWRKmEAzUdaQHqC5mMRIQ==";
    expect((await openPassphrase("password", state))(state.split(":").slice(2).join(":"))).to.equal("pulumi");
  });

  it("reads the environment before the file, an empty passphrase included", () => {
    expect(
      passphraseFrom({ PULUMI_CONFIG_PASSPHRASE: "", PULUMI_CONFIG_PASSPHRASE_FILE: "nowhere" }),
    ).to.equal("");
    expect(passphraseFrom({})).to.equal(undefined);
    expect(() => passphraseFrom({ PULUMI_CONFIG_PASSPHRASE_FILE: "/nowhere/at-all" })).to.throw(
      "cannot read",
    );
  });
});

describe("goJson", () => {
  it("sorts keys at every depth", () => {
    expect(goJson({ b: 1n, a: { d: null, c: ["x"] } })).to.equal('{"a":{"c":["x"],"d":null},"b":1}');
  });
});
