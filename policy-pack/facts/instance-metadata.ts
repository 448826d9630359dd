import type { UNKNOWN, ValueMap } from "../analysis/unknown";
import { chosenText, placesAt } from "./choices";
import type { Resource } from "./resource";

/** Where a type says how the metadata service of its instances answers. */
const OPTIONS: Readonly<Record<string, string>> = {
  "aws:ec2/instance:Instance": "metadataOptions",
  "aws:ec2/launchConfiguration:LaunchConfiguration": "metadataOptions",
  "aws:ec2/launchTemplate:LaunchTemplate": "metadataOptions",
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest": "metadataOptions",
  "aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration": "instanceMetadataOptions",
  "aws-native:autoscaling:LaunchConfiguration": "metadataOptions",
  "aws-native:ec2:Instance": "metadataOptions",
  "aws-native:ec2:LaunchTemplate": "launchTemplateData.metadataOptions",
  "aws-native:imagebuilder:InfrastructureConfiguration": "instanceMetadataOptions",
};

const DEFAULTS = "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults";

/** Whether the resource says how the metadata service of instances answers. */
export const hasMetadataOptions = (type: string): boolean =>
  isMetadataDefault(type) || Object.hasOwn(OPTIONS, type);

/** Whether the resource says it for all instances of the account in a region that do not say it themselves. */
export const isMetadataDefault = (type: string): boolean => type === DEFAULTS;

/** How the metadata service answers. */
export interface MetadataOptions {
  /** `enabled` where nothing is written. */
  readonly endpoint: Option;
  /** Undefined where nothing is written: the image decides, then the account's default, then `optional`. */
  readonly tokens: Option;
  readonly hopLimit: Option;
  /** Whether a launch template decides what this resource leaves out. */
  readonly hasTemplate: boolean;
}

export interface Option {
  /** A JSON path: `metadataOptions.httpTokens`. */
  readonly path: string;
  /** In lower case. */
  readonly value: string | typeof UNKNOWN | undefined;
}

/**
 * Reads how the metadata service of a resource's instances answers.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html
 */
export function metadataOptionsOf({ type, inputs }: Resource): MetadataOptions {
  const holder = OPTIONS[type] ?? "";
  return {
    endpoint: optionAt(inputs, holder, "httpEndpoint"),
    tokens: optionAt(inputs, holder, "httpTokens"),
    hopLimit: optionAt(inputs, holder, "httpPutResponseHopLimit"),
    hasTemplate: inputs["launchTemplate"] !== undefined && inputs["launchTemplate"] !== null,
  };
}

function optionAt(inputs: ValueMap, holder: string, name: string): Option {
  const path = holder === "" ? name : `${holder}.${name}`;
  const [place] = placesAt(inputs, path);
  const value = chosenText(place?.value);
  return { path: place?.path ?? path, value: typeof value === "string" ? value.toLowerCase() : value };
}
