/**
 * A stand-in for `pulumi-resource-awsx`: it registers the children that awsx's own provider registered when the program's
 * answers were recorded, through the SDK, so that options, transforms and providers reach them as they do with the real
 * one. It knows `awsx:ec2:Vpc` with the arguments that were recorded, apart from the values of tags, and nothing else.
 *
 * Environment: STAND_IN_RECORDED, the folder of the recordings; STAND_IN_AWSX, the version that it stands for.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import {
  type AnsweredResource,
  isJsonMap,
  type Json,
  type JsonMap,
  json,
  nameOf,
  typeOf,
  UNKNOWN_VALUE,
} from "../agreement/answers";
import { type EngineRecording, parseRecording } from "../agreement/recordings";

const VPC = "awsx:ec2:Vpc";
class Component extends pulumi.ComponentResource {
  finish(outputs: pulumi.Inputs): void {
    this.registerOutputs(outputs);
  }
}

class Replayed extends pulumi.CustomResource {}

/** Arguments without the values of their tags, which another stack has others of. */
const withoutTagValues = (args: JsonMap): JsonMap =>
  isJsonMap(args["tags"]) ? { ...args, tags: Object.keys(args["tags"]) } : args;

interface Found {
  readonly recording: EngineRecording;
  readonly urn: string;
  readonly args: JsonMap;
}

/** The component as it was recorded with these arguments. */
function find(type: string, name: string, args: JsonMap): Found {
  const folder = process.env["STAND_IN_RECORDED"] ?? "";
  const recordings = readdirSync(folder)
    .filter((file) => file.endsWith(".jsonl"))
    .map((file) => parseRecording(readFileSync(join(folder, file), "utf8")));
  const found = recordings.flatMap((recording) =>
    Object.entries(recording.arguments ?? {}).map(([urn, was]) => ({ recording, urn, args: was })),
  );
  const same = found.find(
    ({ urn, args: was }) =>
      typeOf(urn) === type &&
      nameOf(urn) === name &&
      isDeepStrictEqual(withoutTagValues(was), withoutTagValues(args)),
  );
  if (same === undefined) {
    throw new Error(
      `\`${name}\` was not recorded with these arguments: record again with awsx's own provider`,
    );
  }
  return same;
}

/** What is below a component, in an order in which each comes after what it depends on. */
function childrenOf({ recording: { resources }, urn: component }: Found): readonly AnsweredResource[] {
  const below = new Set([component]);
  const ordered: AnsweredResource[] = [];
  for (let before = -1; before !== ordered.length; ) {
    before = ordered.length;
    for (const one of resources) {
      const isReady = one.dependencies.every((urn) => below.has(urn) || !isBelow(urn, component));
      if (below.has(one.urn) || one.parent === undefined || !below.has(one.parent) || !isReady) continue;
      below.add(one.urn);
      ordered.push(one);
    }
  }
  return ordered;
}

const isBelow = (urn: string, ancestor: string): boolean => urn.startsWith(`${ancestor.split("::")[0]}$`);

/** Tags as this stack has them: what was recorded of an argument's tag is now what the argument's tag is. */
function retagged(inputs: JsonMap, was: Json | undefined, now: Json | undefined): JsonMap {
  const { tags } = inputs;
  if (!isJsonMap(tags) || !isJsonMap(was) || !isJsonMap(now)) return inputs;
  const values = Object.entries(tags).map(
    ([key, value]) => [key, isDeepStrictEqual(value, was[key]) ? (now[key] ?? value) : value] as const,
  );
  return { ...inputs, tags: Object.fromEntries(values) };
}

/** Puts the id of the resource that a property depends on in the place of what was unknown. */
function filled(value: Json, id: pulumi.Input<string> | undefined): pulumi.Input<unknown> {
  if (isDeepStrictEqual(value, UNKNOWN_VALUE)) return id;
  if (Array.isArray(value)) return value.map((part: Json) => filled(part, id));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value as JsonMap).map(([key, part]) => [key, filled(part, id)]));
}

/** Names of the component's outputs that list resources of a type. */
const LISTS: { readonly [type: string]: string } = {
  "aws:ec2/eip:Eip": "eips",
  "aws:ec2/natGateway:NatGateway": "natGateways",
  "aws:ec2/route:Route": "routes",
  "aws:ec2/routeTable:RouteTable": "routeTables",
  "aws:ec2/routeTableAssociation:RouteTableAssociation": "routeTableAssociations",
  "aws:ec2/subnet:Subnet": "subnets",
};

interface Child {
  readonly recorded: AnsweredResource;
  readonly resource: pulumi.CustomResource;
}

function outputsOf(children: readonly Child[]): pulumi.Inputs {
  const ofType = (type: string) => children.filter(({ recorded: { urn } }) => typeOf(urn) === type);
  const subnets = ofType("aws:ec2/subnet:Subnet");
  const idsOf = (kind: string) =>
    subnets
      .filter(({ recorded: { inputs } }) => (inputs["tags"] as JsonMap | undefined)?.["SubnetType"] === kind)
      .map(({ resource }) => resource.id);
  const [vpc] = ofType("aws:ec2/vpc:Vpc");
  const [gateway] = ofType("aws:ec2/internetGateway:InternetGateway");
  const all = {
    ...Object.fromEntries(
      Object.entries(LISTS).map(([type, output]) => [output, ofType(type).map(({ resource }) => resource)]),
    ),
    vpc: vpc?.resource,
    vpcId: vpc?.resource.id,
    internetGateway: gateway?.resource,
    isolatedSubnetIds: idsOf("Isolated"),
    privateSubnetIds: idsOf("Private"),
    publicSubnetIds: idsOf("Public"),
  };
  // The real one gathers all in one output, so that whoever uses a part depends on the whole. A part is lifted, not
  // applied: of an output with unknowns inside, the known parts stay known.
  const gathered = pulumi.output(all) as unknown as Record<string, pulumi.Output<unknown>>;
  return Object.fromEntries(Object.keys(all).map((name) => [name, gathered[name]]));
}

async function construct(
  name: string,
  type: string,
  inputs: pulumi.Inputs,
  opts: pulumi.ComponentResourceOptions,
): Promise<pulumi.provider.ConstructResult> {
  if (type !== VPC) throw new Error(`unknown resource type ${type}`);
  const args = json(inputs) as JsonMap;
  const found = find(type, name, args);
  const self = new Component(type, name, {}, opts);
  const made = new Map<string, pulumi.Resource>([[found.urn, self]]);
  const children: Child[] = [];
  for (const one of childrenOf(found)) {
    const own = retagged(one.inputs, found.args["tags"], args["tags"]);
    const values = Object.entries(own).map(([property, value]) => {
      const [source] = one.propertyDependencies[property] ?? [];
      const resource = made.get(source ?? "");
      const id = pulumi.CustomResource.isInstance(resource) ? resource.id : undefined;
      return [property, filled(value, id)] as const;
    });
    const direct = one.dependencies.filter(
      (urn) => !Object.values(one.propertyDependencies).flat().includes(urn),
    );
    const version = /^default_(\d+)_(\d+)_(\d+)$/.exec(one.provider ?? "");
    const parent = made.get(one.parent ?? "");
    const resource = new Replayed(typeOf(one.urn), nameOf(one.urn), Object.fromEntries(values), {
      ...(parent === undefined ? {} : { parent }),
      dependsOn: direct.flatMap((urn) => made.get(urn) ?? []),
      ...(version === null ? {} : { version: version.slice(1).join(".") }),
    });
    made.set(one.urn, resource);
    children.push({ recorded: one, resource });
  }
  self.finish({});
  return { urn: self.urn, state: outputsOf(children) };
}

void pulumi.provider.main({ version: process.env["STAND_IN_AWSX"] ?? "", construct }, process.argv.slice(2));
