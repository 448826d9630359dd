import { isList, isMap, UNKNOWN, type Value, type ValueMap } from "../../analysis/unknown";
import { textOf } from "../resource";
import { NAMED_TYPES, PSEUDO_PARAMETERS, TYPES_BY_ID } from "./template-names";
import { givenParameter, parametersOf } from "./template-parameters";

/** A resource that a template declares, its properties as far as they can be worked out. */
export interface TemplateResource {
  readonly logicalId: string;
  /** `UNKNOWN` where the program does not know it yet; undefined where CloudFormation works it out. */
  readonly type: string | typeof UNKNOWN | undefined;
  /** The same of its properties. */
  readonly properties: ValueMap | typeof UNKNOWN | undefined;
  /** What `Ref` gives for it, where that can be told. */
  readonly id: string | undefined;
  /** For each property, the logical ids that its value was made from. */
  readonly references: ReadonlyMap<string, ReadonlySet<string>>;
  /** The properties that were made from a parameter that the carrier gives. */
  readonly parameterised: ReadonlySet<string>;
  /** `UNKNOWN` where that depends on a parameter that is not known yet. */
  readonly isCreated: true | typeof UNKNOWN;
}

/** A condition; `either` depends on what only CloudFormation knows, like the region. */
type Truth = true | false | "either" | typeof UNKNOWN;

/** An intrinsic function, which is the only key of its map. */
const intrinsicOf = (value: ValueMap): readonly [name: string, argument: Value] | undefined => {
  const [entry, ...others] = Object.entries(value);
  return entry !== undefined && others.length === 0 && (entry[0] === "Ref" || entry[0].startsWith("Fn::"))
    ? entry
    : undefined;
};

/** Whether CloudFormation puts further keys into the map: by a macro (`Fn::Transform`) or a loop (`Fn::ForEach::…`). */
const isIncomplete = (value: ValueMap): boolean => Object.keys(value).some((key) => key.startsWith("Fn::"));

/** Texts that CloudFormation replaces by a value from Systems Manager or Secrets Manager. */
const DYNAMIC_REFERENCE = "{{resolve:";

const EMPTY: ValueMap = Object.create(null);

const section = (template: ValueMap, name: string): ValueMap => {
  const value = template[name];
  return isMap(value) ? value : EMPTY;
};

/**
 * A template that is worked out as far as its text and the given parameters allow. What CloudFormation alone knows is
 * unknown, except texts in which it cannot be a wildcard: names and ARNs of resources of the template, and pseudo
 * parameters, are replaced by ones that stand for them.
 */
export class Template {
  readonly #template: ValueMap;
  readonly #resources: ValueMap;
  readonly #parameters: ReadonlyMap<string, Value>;
  readonly #stackName: string;
  readonly #pending: ReadonlySet<string>;
  readonly #truths = new Map<string, Truth>();
  #references = new Set<string>();
  #usesParameters = false;
  #usesPending = false;

  constructor(template: ValueMap, given: Value | undefined, stackName: string) {
    this.#template = template;
    this.#resources = section(template, "Resources");
    this.#stackName = stackName;
    const parameters = section(template, "Parameters");
    this.#parameters = parametersOf(parameters, given);
    this.#pending = new Set(
      Object.keys(parameters).filter((name) => givenParameter(given, name) === UNKNOWN),
    );
  }

  /** The resources that may be created. Those whose condition is false are none. */
  resources(): readonly TemplateResource[] {
    return Object.keys(this.#resources).flatMap((logicalId): readonly TemplateResource[] => {
      const declared = this.#resources[logicalId];
      if (isList(declared)) return [{ ...this.#unknown(logicalId), type: undefined, properties: undefined }];
      if (!isMap(declared)) return declared === UNKNOWN ? [this.#unknown(logicalId)] : [];
      const condition = declared["Condition"];
      const truth = typeof condition === "string" ? this.#named(condition) : true;
      return truth === false ? [] : [this.#resource(logicalId, declared, truth === UNKNOWN ? UNKNOWN : true)];
    });
  }

  #unknown(logicalId: string): TemplateResource {
    return {
      logicalId,
      type: UNKNOWN,
      properties: UNKNOWN,
      id: undefined,
      references: new Map(),
      parameterised: new Set(),
      isCreated: true,
    };
  }

  #resource(logicalId: string, declared: ValueMap, isCreated: true | typeof UNKNOWN): TemplateResource {
    const references = new Map<string, ReadonlySet<string>>();
    const parameterised = new Set<string>();
    const type = declared["Type"];
    this.#references = new Set();
    const id = this.#reference(logicalId, "Ref");
    const written = declared["Properties"] ?? {};
    let properties: TemplateResource["properties"] = written === UNKNOWN ? UNKNOWN : undefined;
    if (isMap(written) && intrinsicOf(written) === undefined && !isIncomplete(written)) {
      const worked: { [name: string]: Value } = Object.create(null);
      for (const [name, value] of Object.entries(written)) {
        this.#references = new Set();
        this.#usesParameters = false;
        const found = this.#value(value);
        if (found !== undefined) worked[name] = found;
        references.set(name, this.#references);
        if (this.#usesParameters) parameterised.add(name);
      }
      properties = worked;
    }
    return {
      logicalId,
      type: typeof type === "string" || type === UNKNOWN ? type : undefined,
      properties,
      id: typeof id === "string" ? id : undefined,
      references,
      parameterised,
      isCreated,
    };
  }

  /** A value with its intrinsic functions worked out; undefined where it is `AWS::NoValue`. */
  #value(value: Value): Value | undefined {
    if (typeof value === "string") return value.includes(DYNAMIC_REFERENCE) ? UNKNOWN : value;
    if (isList(value)) {
      return value.flatMap((item) => {
        const found = this.#value(item);
        return found === undefined ? [] : [found];
      });
    }
    if (!isMap(value)) return value;
    const intrinsic = intrinsicOf(value);
    if (intrinsic !== undefined) return this.#intrinsic(...intrinsic);
    if (isIncomplete(value)) return UNKNOWN;
    const map: { [key: string]: Value } = Object.create(null);
    for (const [key, item] of Object.entries(value)) {
      const found = this.#value(item);
      if (found !== undefined) map[key] = found;
    }
    return map;
  }

  #intrinsic(name: string, argument: Value): Value | undefined {
    switch (name) {
      case "Ref":
        return typeof argument === "string" ? this.#ref(argument) : UNKNOWN;
      case "Fn::GetAtt":
        return this.#attribute(argument);
      case "Fn::Sub":
        return this.#sub(argument);
      case "Fn::Join":
        return this.#join(argument);
      case "Fn::If":
        return this.#if(argument);
      case "Fn::FindInMap":
        return this.#lookUp(argument);
      case "Fn::Select":
        return this.#select(argument);
      case "Fn::Split":
        return this.#split(argument);
      case "Fn::ToJsonString":
        return this.#value(argument);
      default:
        // What it refers to is noted all the same.
        this.#value(argument);
        return UNKNOWN;
    }
  }

  #ref(name: string): Value | undefined {
    if (name === "AWS::NoValue") return undefined;
    if (name === "AWS::StackName") return this.#stackName;
    if (Object.hasOwn(PSEUDO_PARAMETERS, name)) return PSEUDO_PARAMETERS[name];
    const parameter = this.#parameters.get(name);
    if (parameter !== undefined) {
      this.#usesParameters = true;
      this.#usesPending ||= this.#pending.has(name);
      return parameter;
    }
    return Object.hasOwn(this.#resources, name) ? this.#reference(name, "Ref") : UNKNOWN;
  }

  #attribute(argument: Value): Value {
    const path = isList(argument) ? argument.map((part) => this.#value(part) ?? UNKNOWN) : argument;
    const [logicalId, ...rest] = isList(path) ? path : String(path === UNKNOWN ? "" : path).split(".");
    if (typeof logicalId !== "string" || !rest.every((part) => typeof part === "string")) return UNKNOWN;
    return Object.hasOwn(this.#resources, logicalId) ? this.#reference(logicalId, rest.join(".")) : UNKNOWN;
  }

  /** What stands for a resource of the template, or for one of its attributes. */
  #reference(logicalId: string, attribute: string): Value {
    this.#references.add(logicalId);
    const resource = this.#resources[logicalId];
    const type = isMap(resource) ? textOf(resource["Type"]) : undefined;
    if (typeof type !== "string") return UNKNOWN;
    const physical = `${this.#stackName}-${logicalId}`;
    const ids = TYPES_BY_ID.get(type);
    if (ids !== undefined) return attribute === "Ref" || ids.includes(attribute) ? physical : UNKNOWN;
    const named = Object.hasOwn(NAMED_TYPES, type) ? NAMED_TYPES[type] : undefined;
    if (named === undefined) return UNKNOWN;
    const isArn = named.attributes.includes(attribute);
    if (!isArn && attribute !== "Ref") return UNKNOWN;
    const properties = isMap(resource) && isMap(resource["Properties"]) ? resource["Properties"] : {};
    // A name that is made from other names is replaced, so that no chain of them has to be followed.
    const given = properties[named.name];
    const name = typeof given === "string" && !given.includes(DYNAMIC_REFERENCE) ? given : physical;
    const path = typeof properties["Path"] === "string" ? properties["Path"] : "/";
    return isArn ? named.arn(name, path) : name;
  }

  /** A part of a text: what only CloudFormation knows of a resource's name is replaced by its logical name. */
  #part(value: Value | undefined): string | typeof UNKNOWN {
    const found = value === undefined ? UNKNOWN : this.#value(value);
    if (typeof found === "string" || typeof found === "number" || typeof found === "boolean")
      return String(found);
    const intrinsic = isMap(value) ? intrinsicOf(value) : undefined;
    const logicalId = intrinsic?.[0] === "Ref" ? intrinsic[1] : undefined;
    return typeof logicalId === "string" && Object.hasOwn(this.#resources, logicalId)
      ? `${this.#stackName}-${logicalId}`
      : UNKNOWN;
  }

  #sub(argument: Value): Value {
    const [text, variables]: readonly Value[] = isList(argument) ? argument : [argument];
    if (typeof text !== "string" || text.includes(DYNAMIC_REFERENCE)) return UNKNOWN;
    const own = isMap(variables) ? variables : {};
    let isKnown = true;
    const substituted = text.replace(/\$\{(!?)([^${}]*)\}/g, (_, literal: string, written: string) => {
      if (literal !== "") return `\${${written}}`;
      const name = written.trim();
      const part = Object.hasOwn(own, name)
        ? this.#part(own[name])
        : this.#part(name.includes(".") ? { "Fn::GetAtt": name } : { Ref: name });
      if (part === UNKNOWN) isKnown = false;
      return part === UNKNOWN ? "" : part;
    });
    return isKnown ? substituted : UNKNOWN;
  }

  #join(argument: Value): Value {
    if (!isList(argument)) return UNKNOWN;
    const [separator, items] = argument;
    const parts = isList(items) ? items : this.#value(items ?? null);
    if (typeof separator !== "string" || !isList(parts)) return UNKNOWN;
    const texts: string[] = [];
    let isKnown = true;
    for (const item of parts) {
      if (isMap(item) && intrinsicOf(item)?.[1] === "AWS::NoValue") continue;
      const text = this.#part(item);
      if (text === UNKNOWN) isKnown = false;
      else texts.push(text);
    }
    return isKnown ? texts.join(separator) : UNKNOWN;
  }

  #if(argument: Value): Value | undefined {
    const [condition, then, otherwise] = isList(argument) ? argument : [];
    if (typeof condition !== "string" || then === undefined || otherwise === undefined) return UNKNOWN;
    const truth = this.#named(condition);
    if (truth === true) return this.#value(then);
    if (truth === false) return this.#value(otherwise);
    const one = this.#value(then);
    const other = this.#value(otherwise);
    return one !== UNKNOWN && isSame(one, other) ? one : UNKNOWN;
  }

  #lookUp(argument: Value): Value {
    if (!isList(argument)) return UNKNOWN;
    const [map, ...keys] = argument.slice(0, 3).map((part) => this.#value(part));
    const exact = argument.slice(1, 3).every((part) => !isPseudo(part));
    let found: Value | undefined =
      typeof map === "string" ? section(this.#template, "Mappings")[map] : UNKNOWN;
    for (const key of keys) found = isMap(found) && typeof key === "string" ? found[key] : UNKNOWN;
    return exact ? (found ?? UNKNOWN) : UNKNOWN;
  }

  #select(argument: Value): Value {
    const [index, list] = isList(argument) ? argument.map((part) => this.#value(part)) : [];
    const at = typeof index === "string" || typeof index === "number" ? Number(index) : Number.NaN;
    return isList(list) ? (list[at] ?? UNKNOWN) : UNKNOWN;
  }

  #split(argument: Value): Value {
    const [separator, text] = isList(argument) ? argument.map((part) => this.#value(part)) : [];
    const isWritten = typeof separator === "string" && separator !== "" && typeof text === "string";
    return isWritten ? text.split(separator) : UNKNOWN;
  }

  /** The truth of a condition of that name; one that needs itself is open. */
  #named(name: string): Truth {
    const known = this.#truths.get(name);
    if (known !== undefined) return known;
    this.#truths.set(name, "either");
    const condition = section(this.#template, "Conditions")[name];
    const truth = condition === undefined ? "either" : this.#truth(condition);
    this.#truths.set(name, truth);
    return truth;
  }

  #truth(condition: Value): Truth {
    const [entry] = isMap(condition) ? Object.entries(condition) : [];
    if (entry === undefined) return condition === UNKNOWN ? UNKNOWN : "either";
    const [name, argument] = entry;
    const operands = (): readonly Truth[] =>
      isList(argument) ? argument.map((operand) => this.#truth(operand)) : ["either"];
    switch (name) {
      case "Condition":
        return typeof argument === "string" ? this.#named(argument) : "either";
      case "Fn::Not":
        return not(operands()[0] ?? "either");
      case "Fn::And":
        return all(operands());
      case "Fn::Or":
        return not(all(operands().map(not)));
      case "Fn::Equals":
        return this.#equals(argument);
      default:
        return "either";
    }
  }

  #equals(argument: Value): Truth {
    const [one, other] = isList(argument) ? argument : [];
    if (one === undefined || other === undefined) return "either";
    if (isSame(one, other)) return true;
    this.#usesPending = false;
    const [left, right] = [this.#value(one), this.#value(other)];
    if (this.#usesPending) return UNKNOWN;
    if (left === UNKNOWN || right === UNKNOWN) return "either";
    if (mentionsPseudo(one) || mentionsPseudo(other)) return "either";
    return String(left) === String(right);
  }
}

const not = (truth: Truth): Truth => (typeof truth === "boolean" ? !truth : truth);

function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  if (truths.includes(UNKNOWN)) return UNKNOWN;
  return truths.includes("either") ? "either" : true;
}

const isPseudo = (value: Value): boolean =>
  isMap(value) && typeof value["Ref"] === "string" && value["Ref"].startsWith("AWS::");

/** Whether the value is made from what this class has only a stand-in for. */
function mentionsPseudo(value: Value): boolean {
  if (typeof value === "string") return value.includes("${");
  if (isList(value)) return value.some(mentionsPseudo);
  return isMap(value) && (isPseudo(value) || Object.values(value).some(mentionsPseudo));
}

/** Whether two values are known and the same. */
function isSame(one: Value | undefined, other: Value | undefined): boolean {
  if (one === UNKNOWN || other === UNKNOWN) return false;
  if (isList(one) && isList(other))
    return one.length === other.length && one.every((item, at) => isSame(item, other[at]));
  if (!isMap(one) || !isMap(other)) return one === other;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => isSame(one[key], other[key]));
}
