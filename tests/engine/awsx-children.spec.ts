import { isDeepStrictEqual } from "node:util";
import { expect } from "chai";
import { type Registered, UNKNOWN, urnOf } from "../policy-pack/judging";
import { type Diagnostic, PackProcess } from "../policy-pack/pack-process";
import { TYPES_OF_AWSX_VPC } from "../program/awsx-types";
import {
  type AnsweredResource,
  type Json,
  type JsonMap,
  nameOf,
  typeOf,
  UNKNOWN_VALUE,
} from "./agreement/answers";
import { awsxVersion, readRecording } from "./agreement/recordings";

const isChild = ({ urn }: AnsweredResource): boolean => /\$awsx:[^$]+\$/.test(`$${urn}`);

/** A recorded value as the engine hands it over. */
function value(recorded: Json): unknown {
  if (isDeepStrictEqual(recorded, UNKNOWN_VALUE)) return UNKNOWN;
  if (Array.isArray(recorded)) return recorded.map(value);
  if (typeof recorded !== "object" || recorded === null) return recorded;
  return Object.fromEntries(Object.entries(recorded as JsonMap).map(([key, part]) => [key, value(part)]));
}

const registered = ({ urn, inputs, propertyDependencies }: AnsweredResource): Registered => ({
  type: typeOf(urn),
  name: nameOf(urn),
  props: value(inputs) as Record<string, unknown>,
  madeFrom: Object.fromEntries(
    Object.entries(propertyDependencies).map(([property, urns]) => [
      property,
      urns.map((one) => `${typeOf(one)}::${nameOf(one)}`),
    ]),
  ),
});

/** What the pack says of the children among some recorded resources. */
async function findingsOnChildren(
  pack: PackProcess,
  resources: readonly AnsweredResource[],
): Promise<readonly Diagnostic[]> {
  const stack = resources.map(registered);
  const found: Diagnostic[] = [];
  for (const one of stack)
    found.push(...(await pack.analyse(one)).map((finding) => ({ ...finding, urn: urnOf(one) })));
  found.push(...(await pack.analyseStack(stack)));
  const children = new Set(resources.filter(isChild).map((one) => urnOf(registered(one))));
  return found.filter(({ urn }) => children.has(urn));
}

describe("the policy pack on what awsx registers", function () {
  this.timeout(60_000);
  let pack: PackProcess;

  before(async () => {
    pack = await PackProcess.start();
  });
  after(() => pack?.stop());

  for (const stack of ["dev", "prod"]) {
    it(`is silent on the network of this program's stack ${stack}`, async () => {
      const { resources, awsx } = readRecording(`centralized-logging-${stack}`);
      expect(awsx).to.equal(awsxVersion());
      expect(new Set(resources.filter(isChild).map(({ urn }) => typeOf(urn)))).to.deep.equal(
        new Set(TYPES_OF_AWSX_VPC),
      );
      expect(await findingsOnChildren(pack, resources)).to.deep.equal([]);
    });
  }

  it("is not where the program leaves public subnets as awsx makes them", async () => {
    const { resources } = readRecording("remote");
    const found = await findingsOnChildren(pack, resources);
    expect(found.map(({ policy, urn }) => [policy, urn.split("::").at(-1)])).to.deep.equal([
      ["public-address", "network-public-1"],
      ["public-address", "network-public-2"],
    ]);
  });
});
