import { createHash } from "node:crypto";
import { isList, isMap, UNKNOWN, type Value, type ValueMap, withoutOutputs } from "../values/value";
import type { Placement } from "./placement";

/** What a recipe knows of the resource that it makes stand-ins for. */
export interface Subject {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly inputs: ValueMap;
  readonly placement: Placement;
}

const LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Makes identifiers in AWS's shapes. They are derived from the URN alone: two previews give the same ones. */
export class Recipient {
  readonly subject: Subject;

  constructor(subject: Subject) {
    this.subject = subject;
  }

  get placement(): Placement {
    return this.subject.placement;
  }

  /** A known input that is no secret: nothing that is derived from it can give a secret away. */
  input(name: string): Value | undefined {
    const value = withoutOutputs(this.subject.inputs[name] ?? null);
    return value === null || typeof value !== "object" || isList(value) || isMap(value) ? value : undefined;
  }

  text(name: string): string | undefined {
    const value = this.input(name);
    return typeof value === "string" ? value : undefined;
  }

  /** The resource's physical name: the input of that name or, failing that, a stand-in. */
  named(property = "name"): string {
    return this.text(property) ?? `${this.subject.name}-${this.hex(7)}`;
  }

  /** Length of a list input; `undefined` if it is unknown. */
  count(name: string): number | undefined {
    const value = this.input(name);
    return value !== undefined && isList(value) ? value.length : undefined;
  }

  hex(length: number, salt = ""): string {
    return this.#digest(salt).toString("hex").slice(0, length);
  }

  digits(length: number, salt = ""): string {
    return this.#pick("0123456789", length, salt);
  }

  lower(length: number, salt = ""): string {
    return this.#pick(LOWER, length, salt);
  }

  upper(length: number, salt = ""): string {
    return this.#pick(UPPER, length, salt);
  }

  /** `vpc-0` and 16 more hexadecimal digits, the shape of an EC2 id. */
  ec2Id(prefix: string, salt = ""): string {
    return `${prefix}-0${this.hex(16, salt)}`;
  }

  uuid(salt = ""): string {
    const hex = this.hex(32, salt);
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `a${hex.slice(17, 20)}`,
      hex.slice(20),
    ].join("-");
  }

  /** An ARN in the resource's region; unknown if the region is. */
  arn(service: string, resource: string): Value {
    const { region } = this.placement;
    return region === undefined ? UNKNOWN : this.#arn(service, region, this.placement.account, resource);
  }

  /** An ARN of a service that knows no regions. */
  globalArn(service: string, resource: string): string {
    return this.#arn(service, "", this.placement.account, resource);
  }

  /** An ARN without region and account, as buckets have. */
  bareArn(service: string, resource: string): string {
    return this.#arn(service, "", "", resource);
  }

  /** Text that needs the region; unknown if it is. */
  regional(build: (region: string) => Value): Value {
    const { region } = this.placement;
    return region === undefined ? UNKNOWN : build(region);
  }

  #arn(service: string, region: string, account: string, resource: string): string {
    return `arn:${this.placement.partition}:${service}:${region}:${account}:${resource}`;
  }

  #digest(salt: string): Buffer {
    return createHash("sha512").update(this.subject.urn).update("\0").update(salt).digest();
  }

  #pick(alphabet: string, length: number, salt: string): string {
    const bytes = this.#digest(salt);
    let text = "";
    for (const byte of bytes.subarray(0, length)) text += alphabet[byte % alphabet.length] ?? "";
    return text;
  }
}

/** Stand-ins for one type: outputs by name, and `id`. */
export type Recipe = (recipient: Recipient) => ValueMap;
export type Recipes = { readonly [type: string]: Recipe };
