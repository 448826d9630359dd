import { UNKNOWN, type Value } from "../../analysis/unknown";
import { MAX_DEPTH, toValue } from "../raw";

/** What a text in JSON or YAML says, CloudFormation's short forms written out: `!Ref X` as `{"Ref": "X"}`. */
export type StructuredText =
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "unreadable"; readonly problem: string };

/** Neither CloudFormation nor API Gateway takes a longer text. */
const MAX_LENGTH = 1_048_576;

/** Nodes after which a YAML text with aliases is not read on: it may be small and yet stand for millions. */
const MAX_NODES = 200_000;

/**
 * The texts read last: every policy asks for the same one in turn. The engine hands over one resource after another.
 */
const recent = new Map<string, StructuredText>();
const MAX_RECENT = 4;

/** Reads a CloudFormation template or an OpenAPI document, in JSON or YAML. */
export function readStructuredText(text: string): StructuredText {
  const known = recent.get(text);
  if (known !== undefined) return known;
  const read = parse(text);
  const [oldest] = recent.keys();
  if (recent.size >= MAX_RECENT && oldest !== undefined) recent.delete(oldest);
  recent.set(text, read);
  return read;
}

function parse(text: string): StructuredText {
  if (text.length > MAX_LENGTH) return { kind: "unreadable", problem: "is longer than 1 MB" };
  if (text.trimStart().startsWith("{")) {
    try {
      return { kind: "value", value: toValue(JSON.parse(text)) };
    } catch {
      // YAML, too, may begin with a brace.
    }
  }
  try {
    return { kind: "value", value: parseYaml(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: "unreadable", problem: `is no JSON and no YAML: ${reason.split("\n", 1)[0] ?? ""}` };
  }
}

/**
 * YAML 1.1, as CloudFormation reads it: dates stay text, and the last of two equal keys counts.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
 */
function parseYaml(text: string): Value {
  // Loaded here, since few stacks hold such a text and loading takes longer than all other policies need to start.
  const yaml = require("yaml") as typeof import("yaml");
  const document = yaml.parseDocument(text, {
    version: "1.1",
    uniqueKeys: false,
    logLevel: "silent",
    customTags: (tags) =>
      tags.filter((tag) => typeof tag === "string" || tag.tag !== "tag:yaml.org,2002:timestamp"),
  });
  const [error] = document.errors;
  if (error !== undefined) throw error;
  let nodes = 0;
  const convert = (node: unknown, depth: number): Value => {
    nodes += 1;
    if (nodes > MAX_NODES) throw new RangeError("more than 200,000 nodes");
    if (depth > MAX_DEPTH) return UNKNOWN;
    if (yaml.isAlias(node)) return convert(node.resolve(document), depth + 1);
    const plain = (): Value => {
      if (yaml.isSeq(node)) return node.items.map((item) => convert(item, depth + 1));
      if (!yaml.isMap(node)) return yaml.isScalar(node) ? toValue(node.value) : null;
      const map: { [key: string]: Value } = Object.create(null);
      for (const { key, value } of node.items) {
        map[String(yaml.isScalar(key) ? key.value : key)] = convert(value, depth + 1);
      }
      return map;
    };
    const tag = yaml.isNode(node) ? node.tag : undefined;
    if (tag === undefined || !/^![A-Za-z0-9:]+$/.test(tag)) return plain();
    const name = tag.slice(1);
    return { [name === "Ref" || name === "Condition" ? name : `Fn::${name}`]: plain() };
  };
  return convert(document.contents, 0);
}
