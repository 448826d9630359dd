import { RegisterResourceRequest, type RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb";
import { expect } from "chai";
import { Callbacks } from "../../../preview/engine/callbacks";
import { Declarations } from "../../../preview/engine/declarations";
import { Hooks } from "../../../preview/engine/hooks";
import { Outputs } from "../../../preview/engine/outputs";
import { Providers } from "../../../preview/engine/providers";
import { Registrar } from "../../../preview/engine/registrar";
import { Deployment } from "../../../preview/engine/state";
import type { Configuration } from "../../../preview/project/configuration";
import { decodeStruct, encodeStruct, FOR_CALLBACK, UNKNOWN_STRING } from "../../../preview/values/codec";
import { OutputValue, Secret, UNKNOWN, type ValueMap } from "../../../preview/values/value";

const BUCKET = "aws:s3/bucket:Bucket";

interface Options {
  readonly parent?: string;
  readonly custom?: boolean;
  readonly remote?: boolean;
  readonly protect?: boolean;
  readonly retain?: boolean;
  readonly dependencies?: readonly string[];
  readonly byProperty?: { readonly [property: string]: readonly string[] };
  readonly provider?: string;
  readonly providers?: { readonly [packageName: string]: string };
  readonly additionalSecretOutputs?: readonly string[];
}

function request(
  type: string,
  name: string,
  inputs: ValueMap,
  options: Options = {},
): RegisterResourceRequest {
  const message = new RegisterResourceRequest();
  message.setType(type);
  message.setName(name);
  message.setCustom(options.custom ?? true);
  message.setRemote(options.remote ?? false);
  message.setParent(options.parent ?? "");
  message.setObject(encodeStruct(inputs, FOR_CALLBACK));
  message.setVersion("7.48.0");
  message.setProvider(options.provider ?? "");
  message.setDependenciesList([...(options.dependencies ?? [])]);
  message.setAdditionalsecretoutputsList([...(options.additionalSecretOutputs ?? [])]);
  if (options.protect !== undefined) message.setProtect(options.protect);
  if (options.retain !== undefined) message.setRetainondelete(options.retain);
  for (const [property, urns] of Object.entries(options.byProperty ?? {})) {
    const list = new RegisterResourceRequest.PropertyDependencies();
    list.setUrnsList([...urns]);
    message.getPropertydependenciesMap().set(property, list);
  }
  for (const [name_, reference] of Object.entries(options.providers ?? {}))
    message.getProvidersMap().set(name_, reference);
  return message;
}

/** An engine without server and judge, and what it was asked to judge. */
function engine(
  settings: { readonly [key: string]: string } = { "aws:region": "eu-west-1" },
  materialise = true,
) {
  const configuration: Configuration = {
    settings: new Map(Object.entries(settings).map(([key, text]) => [key, { text, secret: false }])),
    notices: [],
  };
  const names = { stack: "dev", project: "shop" };
  const deployment = new Deployment();
  const callbacks = new Callbacks(() => "");
  const hooks = new Hooks(callbacks, () => {});
  const judged: string[] = [];
  const judge = {
    submit: async (state: { readonly name: string; readonly inputs: ValueMap }) => {
      judged.push(state.name);
      return state.inputs;
    },
  };
  const providers = new Providers(names, deployment, configuration, async (provider) => {
    deployment.add(provider);
    await judge.submit(provider);
    outputs.fill(provider);
  });
  const outputs = new Outputs(providers, materialise, {});
  const declarations = new Declarations(__dirname);
  const registrar = new Registrar({
    ...names,
    directory: "/shop",
    deployment,
    providers,
    callbacks,
    hooks,
    outputs,
    judge,
    declarations,
    hash: () => "",
  });
  const register = (...args: Parameters<typeof request>): Promise<RegisterResourceResponse> =>
    registrar.register(request(...args));
  const state = (urn: string) => {
    const found = deployment.get(urn);
    if (found === undefined) throw new Error(`no \`${urn}\``);
    return found;
  };
  return { register, state, deployment, judged };
}

describe("Registrar", () => {
  it("registers a default provider before its first user, once, and has all judged", async () => {
    const { register, deployment, judged } = engine();
    await Promise.all([register(BUCKET, "a", { bucket: "a" }), register(BUCKET, "b", { bucket: "b" })]);
    expect(deployment.states.map(({ name }) => name)).to.deep.equal(["default_7_48_0", "a", "b"]);
    expect(judged).to.deep.equal(["default_7_48_0", "a", "b"]);
    expect(deployment.states[0]?.inputs).to.deep.equal({ region: "eu-west-1", version: "7.48.0" });
  });

  it("answers with inputs and stand-ins, and notes which these are", async () => {
    const { register, state } = engine();
    const response = await register(BUCKET, "a", { bucket: "a", tags: { b: UNKNOWN } });
    expect(response.getId()).to.equal("a");
    expect(decodeStruct(response.getObject())).to.deep.include({
      bucket: "a",
      arn: "arn:aws:s3:::a",
      tags: { b: UNKNOWN },
    });
    expect(state(response.getUrn()).materialised)
      .to.include.members(["id", "arn"])
      .and.not.to.include("bucket");
  });

  it("answers without stand-ins as the CLI does: the id and what AWS chooses are unknown", async () => {
    const { register } = engine({ "aws:region": "eu-west-1" }, false);
    const response = await register(BUCKET, "a", { bucket: "a" });
    expect(response.getId()).to.equal("");
    expect(decodeStruct(response.getObject())).to.deep.include({
      bucket: "a",
      arn: UNKNOWN,
      region: "eu-west-1",
    });
  });

  it("hands protection and retention down to all descendants, unless they decline", async () => {
    const { register, state } = engine();
    const shelf = (
      await register("shop:index:Shelf", "s", {}, { custom: false, protect: true, retain: true })
    ).getUrn();
    const bucket = (await register(BUCKET, "b", {}, { parent: shelf })).getUrn();
    const below = (await register(BUCKET, "c", {}, { parent: bucket, protect: false })).getUrn();
    expect([bucket, below].map((urn) => state(urn).options)).to.deep.equal([
      { ...state(bucket).options, protect: true, retainOnDelete: true },
      { ...state(below).options, protect: false, retainOnDelete: true },
    ]);
  });

  it("hands a component's providers down, by package", async () => {
    const { register, state } = engine();
    const west = `${(await register("pulumi:providers:aws", "west", { region: "us-west-2" })).getUrn()}::${UNKNOWN_STRING}`;
    const shelf = (
      await register("shop:index:Shelf", "s", {}, { custom: false, providers: { aws: west } })
    ).getUrn();
    const inner = (await register("shop:index:Shelf", "i", {}, { custom: false, parent: shelf })).getUrn();
    const bucket = (await register(BUCKET, "b", { bucket: "b" }, { parent: inner })).getUrn();
    expect(state(bucket).provider).to.equal(west);
    expect(state(bucket).outputs).to.include({ region: "us-west-2" });
  });

  it("takes each property to depend on everything where the program does not say", async () => {
    const { register, state } = engine();
    const a = (await register(BUCKET, "a", { bucket: "a" })).getUrn();
    const b = (await register(BUCKET, "b", { bucket: "b", tags: {} }, { dependencies: [a] })).getUrn();
    const c = (
      await register(BUCKET, "c", { bucket: "c" }, { dependencies: [a, b], byProperty: { bucket: [b] } })
    ).getUrn();
    expect(state(b).propertyDependencies).to.deep.equal({ bucket: [a], tags: [a] });
    expect(state(c)).to.deep.include({ dependencies: [a, b], propertyDependencies: { bucket: [b] } });
  });

  it("adds what output values depend on, and keeps them for remote components only", async () => {
    const { register, state } = engine();
    const inputs = { a: new OutputValue("x", false, ["urn:pulumi:dev::shop::a:b:C::d"]) };
    const remote = (await register("awsx:ec2:Vpc", "v", inputs, { custom: false, remote: true })).getUrn();
    expect(state(remote)).to.deep.include({ inputs, origin: "remote", custom: false });
    const plain = (await register(BUCKET, "b", { ...inputs, bucket: "b" })).getUrn();
    expect(state(plain).inputs).to.deep.equal({ a: "x", bucket: "b" });
    expect(state(plain).propertyDependencies["a"]).to.deep.equal(["urn:pulumi:dev::shop::a:b:C::d"]);
  });

  it("makes outputs secret that come from secrets or are said to be", async () => {
    const { register, state } = engine();
    const inputs = { bucket: "a", acl: new Secret("private"), tags: { a: ["b", new Secret("c")] } };
    const urn = (await register(BUCKET, "a", inputs, { additionalSecretOutputs: ["arn"] })).getUrn();
    expect(state(urn).inputs).to.deep.equal(inputs);
    expect(state(urn).outputs).to.deep.include({
      acl: new Secret("private"),
      tags: { a: new Secret(["b", "c"]) },
      arn: new Secret("arn:aws:s3:::a"),
    });
  });

  it("knows nothing of what a provider with unknown configuration makes", async () => {
    const { register, state } = engine();
    const late = `${(await register("pulumi:providers:aws", "late", { region: UNKNOWN })).getUrn()}::${UNKNOWN_STRING}`;
    const response = await register(BUCKET, "a", { bucket: "a" }, { provider: late });
    expect(response.getId()).to.equal("");
    expect(state(response.getUrn()).outputs).to.deep.equal({});
  });

  it("gives components no id and no outputs of their own", async () => {
    const { register } = engine();
    const response = await register("shop", "s", { a: 1 }, { custom: false });
    expect([response.getId(), decodeStruct(response.getObject())]).to.deep.equal(["", {}]);
  });

  const rejected: { readonly [mistake: string]: readonly [string, Options, string] } = {
    "a type that is no token": ["Bucket", {}, "`Bucket` is not a type token"],
    "a parent that does not exist": [
      BUCKET,
      { parent: "urn:pulumi:dev::shop::a:b:C::x" },
      "could not find parent resource",
    ],
  };
  for (const [mistake, [type, options, message]] of Object.entries(rejected)) {
    it(`rejects ${mistake}`, async () => {
      const { register } = engine();
      expect(await register(type, "a", {}, options).then(() => "", String)).to.contain(message);
    });
  }

  it("rejects a second resource of the same type, parent and name", async () => {
    const { register } = engine();
    await register(BUCKET, "a", {});
    expect(await register(BUCKET, "a", {}).then(() => "", String)).to.contain(
      "duplicate resource URN `urn:pulumi:dev::shop::aws:s3/bucket:Bucket::a`",
    );
  });

  it("rejects the default provider of a package whose default provider is disabled", async () => {
    const { register } = engine({ "pulumi:disable-default-providers": '["aws"]' });
    expect(await register(BUCKET, "a", {}).then(() => "", String)).to.contain(
      "the default provider of `aws` is disabled",
    );
  });
});
