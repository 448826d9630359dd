import { isList, isMap, UNKNOWN, type Value } from "../analysis/unknown";
import { chosenText, placesAt } from "./choices";
import type { Resource } from "./resource";

/** Where a type declares volumes, as JSON paths; the resource itself where the path is empty. */
const HOLDERS: Readonly<Record<string, readonly string[]>> = {
  "aws:ebs/volume:Volume": [""],
  "aws:ebs/snapshotCopy:SnapshotCopy": [""],
  "aws:ebs/snapshotImport:SnapshotImport": [""],
  "aws:ec2/amiCopy:AmiCopy": [""],
  "aws:ec2/instance:Instance": ["rootBlockDevice", "ebsBlockDevices[]"],
  "aws:ec2/launchConfiguration:LaunchConfiguration": ["rootBlockDevice", "ebsBlockDevices[]"],
  "aws:ec2/launchTemplate:LaunchTemplate": ["blockDeviceMappings[].ebs"],
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest": ["rootBlockDevice", "ebsBlockDevices[]"],
  "aws:efs/fileSystem:FileSystem": [""],
  "aws-native:autoscaling:LaunchConfiguration": ["blockDeviceMappings[].ebs"],
  "aws-native:ec2:Instance": ["blockDeviceMappings[].ebs"],
  "aws-native:ec2:LaunchTemplate": ["launchTemplateData.blockDeviceMappings[].ebs"],
  "aws-native:ec2:Volume": [""],
  "aws-native:efs:FileSystem": [""],
};

/** File systems, which no account encrypts by default. */
const PLAIN_BY_DEFAULT: ReadonlySet<string> = new Set([
  "aws:efs/fileSystem:FileSystem",
  "aws-native:efs:FileSystem",
]);

/** Whether resources of this type declare volumes, file systems or copies of them. */
export const declaresVolumes = (type: string): boolean => Object.hasOwn(HOLDERS, type);

/** Whether the resource says if all new volumes of the account in a region are encrypted. */
export const isEncryptionDefault = (type: string): boolean =>
  type === "aws:ebs/encryptionByDefault:EncryptionByDefault";

/** A volume that a resource declares. */
export interface Volume {
  /** The property that says whether it is encrypted: `rootBlockDevice.encrypted`. */
  readonly path: string;
  /**
   * `unsaid`: nothing is written, so that the account's default decides. A volume that is made from a snapshot is as its
   * snapshot, which is `encrypted` here: it is the snapshot's program that is asked.
   */
  readonly state: "encrypted" | "plain" | "plain by default" | "unsaid" | typeof UNKNOWN;
}

/** The volumes that a resource declares; none where it leaves them to its image. */
export function volumesOf({ type, inputs }: Resource): readonly Volume[] {
  return (HOLDERS[type] ?? []).flatMap((holder) =>
    (holder === "" ? [{ path: "", value: inputs }] : placesAt(inputs, holder)).flatMap(({ path, value }) =>
      // Bridged providers write lists of one where `aws` has an object.
      isList(value)
        ? value.flatMap((item, at) => volumeAt(type, `${path}[${at}]`, item))
        : volumeAt(type, path, value),
    ),
  );
}

function volumeAt(type: string, path: string, value: Value | undefined): readonly Volume[] {
  if (value === UNKNOWN) return [{ path, state: UNKNOWN }];
  if (!isMap(value)) return [];
  const at = path === "" ? "encrypted" : `${path}.encrypted`;
  const text = chosenText(value["encrypted"]);
  if (text === UNKNOWN) return [{ path: at, state: UNKNOWN }];
  if (text !== undefined) return [{ path: at, state: text.toLowerCase() === "true" ? "encrypted" : "plain" }];
  if (PLAIN_BY_DEFAULT.has(type)) return [{ path: at, state: "plain by default" }];
  return [{ path: at, state: chosenText(value["snapshotId"]) === undefined ? "unsaid" : "encrypted" }];
}

/** Whether the account encrypts new volumes where nothing else is said: the resource's `enabled` is true by default. */
export function encryptsByDefault({ inputs }: Resource): boolean | typeof UNKNOWN {
  const text = chosenText(inputs["enabled"]);
  if (text === UNKNOWN) return UNKNOWN;
  return text === undefined || text.toLowerCase() === "true";
}
