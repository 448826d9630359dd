import { isList, UNKNOWN, type Value, type ValueMap } from "../analysis/unknown";
import type { StackWaivers } from "./waivers";

/** A resource as policies see it: its inputs, each part of them known or `UNKNOWN`. */
export interface Resource {
  readonly urn: string;
  /** The type token, like `aws:iam/role:Role`. */
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  readonly inputs: ValueMap;
  /** The accounts that it can be in, by its provider's configuration; none where that does not say. */
  readonly accounts?: () => readonly string[];
}

/** A resource at the end of a preview or an update, when what belongs together can be joined. */
export interface StackResource extends Resource {
  /** The provider's id, where it is known. */
  readonly id: string | undefined;
  /** The resources that the property's value was made from, whether the value is known or not. */
  readonly sourcesOf: (property: string) => readonly StackResource[];
}

/** The resources of one stack. Nothing else is ever judged with them. */
export interface Stack {
  readonly resources: readonly StackResource[];
  /** The waivers that concern it. */
  readonly waivers?: StackWaivers;
}

/** An item of a list property, with its path: `ingress[1]`. A list that is unknown as a whole is one unknown item. */
export interface Item {
  readonly path: string;
  readonly value: Value;
}

/** The items of a list property; a single value that should be a list counts as a list of one, as providers read it. */
export function itemsOf(value: Value | undefined, path: string): readonly Item[] {
  if (value === undefined || value === null) return [];
  if (isList(value)) return value.map((item, at) => ({ path: `${path}[${at}]`, value: item }));
  return [{ path, value }];
}

/** The text of a property, `UNKNOWN`, or undefined where there is none. */
export function textOf(value: Value | undefined): string | typeof UNKNOWN | undefined {
  if (value === UNKNOWN) return UNKNOWN;
  return typeof value === "string" && value !== "" ? value : undefined;
}
