import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Value, ValueMap } from "../../policy-pack/analysis/unknown";
import { PLACES } from "../../policy-pack/facts/document-places";
import type { Rule } from "../../policy-pack/facts/rule";
import { UNKNOWN } from "./judging";

/** Whole numbers below a bound that a seed determines (Mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  below(bound: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  }

  of<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }

  /** Up to `most` of what `make` makes. */
  list<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.below(most + 1) }, make);
  }

  /** One time in so many. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }
}

/** The names that an object inherits, and such as programs mistake for others. */
const NAMES = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "length",
  "then",
  "toJSON",
  "",
  "0",
  "-1",
  "*",
] as const;

const TEXTS = [
  ...NAMES,
  UNKNOWN,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  `arn:aws:s3:::${UNKNOWN}/*`,
  "?",
  "**?*",
  "a*".repeat(40),
  "*:*",
  "s3:*",
  "S3:get*",
  "iam:PassRole",
  "iam:",
  ":",
  "sts:AssumeRole",
  "ec2:AuthorizeSecurityGroupIngress",
  "arn:aws:iam::123456789012:role/x",
  "arn:*:iam::*:*",
  "arn:aws:s3:::bucket/*",
  "arn:",
  "arn:::::",
  "arn:aws:iam::aws:policy/AdministratorAccess",
  "${aws:PrincipalAccount}",
  "${aws:username}${",
  "$${*}",
  "lambda.amazonaws.com",
  "accounts.google.com",
  "123456789012",
  "000000000000",
  "o-a1b2c3d4e5",
  "0.0.0.0/0",
  "0.0.0.0/1",
  "::/0",
  "2000::/3",
  "::ffff:10.0.0.0/104",
  "10.0.0.0/33",
  "300.1.1.1/8",
  "1.2.3.4/-1",
  "fe80::1%eth0/64",
  "10.0.0.0/8 ",
  "tcp",
  "TCP",
  "icmpv6",
  "-1",
  "256",
  "NaN",
  "1e309",
  "true",
  "sg-1",
  "pl-63a5400a",
  "\u0000",
  "\ud83d",
  "\u202e\u200b\ufeff",
  "\u{1F512}".repeat(5),
  "é\u0301İı",
  "a\nb\u001b[31m",
  "{",
  "[]",
  '{"Statement":',
  "AWSTemplateFormatVersion: 2010-09-09\nResources: {a: &a [*a]}",
] as const;

const NUMBERS = [
  0,
  -0,
  1,
  -1,
  22,
  65_535,
  65_536,
  1e21,
  0.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 53,
] as const;

/** Names that documents, rules and templates have, so that what is made of them means something now and then. */
const KEYS = [
  "Version",
  "Id",
  "Statement",
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
  "AWS",
  "Service",
  "Federated",
  "StringEquals",
  "ForAllValues:StringLikeIfExists",
  "NotIpAddress",
  "IpAddress",
  "Null",
  "aws:SourceIp",
  "aws:SourceAccount",
  "aws:PrincipalOrgID",
  "aws:ResourceTag/a",
  "protocol",
  "ipProtocol",
  "fromPort",
  "toPort",
  "cidrBlocks",
  "cidrIp",
  "self",
  "securityGroups",
  "policy",
  "policyDocument",
  "name",
  "path",
  "Resources",
  "Type",
  "Properties",
  "Fn::Sub",
  "Fn::If",
  "Ref",
  "entries",
  "cidr",
  "enabled",
] as const;

/** Any value, of any kind, of any depth. */
export function anyValue(dice: Dice, depth = 4): unknown {
  switch (dice.below(depth > 0 ? 12 : 6)) {
    case 0:
      return dice.of(NUMBERS);
    case 1:
      return dice.of([true, false, null, null]);
    case 2:
    case 3:
    case 4:
      return dice.of(TEXTS);
    case 5:
      return dice.once(40) ? dice.of(TEXTS).repeat(200) : dice.of(KEYS);
    case 6:
      return document(dice, depth - 1);
    case 7:
    case 8:
      return dice.list(dice.once(3_000) ? 2_000 : 4, () => anyValue(dice, dice.once(2) ? 0 : depth - 1));
    case 9:
      return nested(dice, dice.once(100) ? 400 : 8);
    default:
      return anyObject(dice, depth - 1);
  }
}

function anyObject(dice: Dice, depth: number): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  // As JSON.parse makes them: `__proto__` is a key of its own.
  for (const key of dice.list(5, () => dice.of<string>(dice.once(4) ? NAMES : KEYS)))
    Object.defineProperty(object, key, {
      value: anyValue(dice, depth),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  return object;
}

function nested(dice: Dice, depth: number): unknown {
  let value = anyValue(dice, 0);
  for (let at = 0; at < depth; at += 1) value = dice.once(2) ? [value] : { [dice.of(KEYS)]: value };
  return value;
}

/** Something like a document: mostly well-formed, with parts that are not; an object or its JSON text. */
export function document(dice: Dice, depth = 3): unknown {
  const odd = <T>(usual: T): unknown => (dice.once(12) ? anyValue(dice, depth) : usual);
  const texts = (): unknown => {
    const list = dice.list(dice.once(1_000) ? 300 : 4, () =>
      dice.once(30) ? anyValue(dice, 1) : dice.of(TEXTS),
    );
    return dice.once(3) ? list[0] : list;
  };
  const statement = (): unknown => {
    const made: Record<string, unknown> = { Effect: odd(dice.of(["Allow", "Allow", "Deny"])) };
    made[dice.of(["Action", "Action", "NotAction"])] = odd(texts());
    if (!dice.once(4)) made[dice.of(["Resource", "Resource", "NotResource"])] = odd(texts());
    if (dice.once(2))
      made[dice.of(["Principal", "NotPrincipal"])] = odd(
        dice.once(3) ? "*" : { [dice.of(["AWS", "Service", "Federated", "*"])]: texts() },
      );
    if (dice.once(3)) made["Condition"] = odd({ [dice.of(KEYS)]: { [dice.of(KEYS)]: texts() } });
    if (dice.once(5)) made["Sid"] = odd(dice.of(TEXTS));
    return odd(made);
  };
  const list = dice.list(dice.once(500) ? 60 : 3, statement);
  const whole = {
    Version: odd(dice.of(["2012-10-17", "2008-10-17"])),
    Statement: odd(dice.once(3) ? list[0] : list),
  };
  return dice.once(2) ? whole : damaged(dice, JSON.stringify(whole));
}

/** A JSON text as it is, with a key twice, cut off, or with one character changed. */
function damaged(dice: Dice, text: string): string {
  switch (dice.below(8)) {
    case 0:
      return text
        .replace('"Effect"', `"Effect":"Deny","Effect"`)
        .replace('"Statement"', '"Statement":[],"Statement"');
    case 1:
      return text.slice(0, dice.below(text.length + 1));
    case 2: {
      const at = dice.below(text.length);
      return text.slice(0, at) + dice.of(["\\", '"', "\u0000", "[", "}", "*"]) + text.slice(at + 1);
    }
    default:
      return text;
  }
}

const sources = join(__dirname, "..", "..", "policy-pack");

function* textsIn(folder: string): Iterable<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== "node_modules" && entry.name !== "dist") yield* textsIn(path);
    else if (entry.name.endsWith(".ts")) {
      for (const [, text = ""] of readFileSync(path, "utf8").matchAll(
        /"((?:aws|aws-native)[:][\w-]+[:/][\w/:-]+)"/g,
      ))
        yield text;
    }
  }
}

/** A type of resources that some rule judges, and the properties that rules look at. */
export interface Surface {
  readonly type: string;
  readonly properties: readonly string[];
}

/** Every type of resource that the sources name and a rule judges. What is looked at is found by looking on. */
export function surfaces(rules: readonly Rule[]): readonly Surface[] {
  const types = new Set([...Object.keys(PLACES), ...textsIn(sources)]);
  return [...types].sort().flatMap((type) => {
    const asked = rules.filter((rule) => rule.appliesTo(type));
    if (asked.length === 0) return [];
    const properties = new Set<string>();
    const inputs = new Proxy<{ [key: string]: Value }>(Object.create(null), {
      get: (_, name) => {
        properties.add(String(name));
        return undefined;
      },
    }) as ValueMap;
    const resource = { urn: `urn:pulumi:dev::project::${type}::it`, type, name: "it", inputs };
    for (const rule of asked) {
      const settings = Object.fromEntries(
        Object.entries(rule.settings).map(([name, schema]) => [name, schema.default]),
      );
      rule.judge(resource, settings, () => []);
      rule.judgeStack?.({ resources: [{ ...resource, id: undefined, sourcesOf: () => [] }] }, settings);
    }
    return [{ type, properties: [...properties].sort() }];
  });
}

/** Something like an ingress rule, of either provider. */
function ingressRule(dice: Dice): unknown {
  const odd = <T>(usual: T): unknown => (dice.once(10) ? anyValue(dice, 1) : usual);
  const made: Record<string, unknown> = {
    [dice.of(["protocol", "ipProtocol"])]: odd(dice.of(["tcp", "UDP", "-1", "6", "icmp", "58", UNKNOWN])),
    fromPort: odd(dice.of([0, 22, 443, -1, 65_535, 70_000])),
    toPort: odd(dice.of([0, 22, 443, -1, 65_535])),
  };
  if (!dice.once(3)) made["cidrBlocks"] = odd(dice.list(4, () => dice.of(TEXTS)));
  if (dice.once(2)) made["cidrIp"] = odd(dice.of(TEXTS));
  if (dice.once(4)) made["self"] = odd(true);
  if (dice.once(4)) made["prefixListIds"] = odd(dice.list(2, () => dice.of(TEXTS)));
  return odd(made);
}

const isPlace = (type: string, property: string): boolean =>
  Object.hasOwn(PLACES, type) && (PLACES[type] ?? []).some(([path]) => path.split(/[[.]/)[0] === property);

/** Properties for a resource of a type: most of those that rules look at, and some that nobody does. */
export function properties(dice: Dice, { type, properties: names }: Surface): Record<string, unknown> {
  const made = dice.once(20) ? anyObject(dice, 3) : {};
  for (const name of names) {
    if (dice.once(4)) continue;
    const usual = isPlace(type, name)
      ? document
      : name.toLowerCase().endsWith("ingress")
        ? () => dice.list(4, () => ingressRule(dice))
        : anyValue;
    const value = dice.once(5) ? anyValue(dice) : usual(dice);
    Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return made;
}
