/** Names and ARNs, all known before anything exists. */

import { OWNER_TAGS } from "../config/sections/general";
import type { AccessConfig } from "./config";
import { ACCESS_PATH } from "./config";

/** A session of the pipeline, by what it is for. */
export type Purpose = "preview" | "inspect" | "deploy";

/** Policies below this path are limits: the policy pack reads them as boundaries. */
export const BOUNDARY_PATH = "/boundary/";

/** What the policies are about: the stack's names, and where they are. */
export class Place {
  readonly config: AccessConfig;

  constructor(config: AccessConfig) {
    this.config = config;
  }

  /** The tags by which the program tells what is a stack's own. */
  get ownerTags(): { readonly [key: string]: string } {
    const { project, stack } = this.config;
    return { [OWNER_TAGS.project]: project, [OWNER_TAGS.stack]: stack };
  }

  /** Where the stack has resources: its region, and the one that holds what is global. */
  get regions(): readonly string[] {
    const { region, partition } = this.config;
    return [...new Set([region, partition.globalRegion])];
  }

  /** An ARN in the stack's region; `region` and `account` as the service wants them. */
  arn(
    service: string,
    resource: string,
    { region, account }: { region?: string; account?: string } = {},
  ): string {
    const { partition, accountId } = this.config;
    const where = region ?? this.config.region;
    return `arn:${partition.partition}:${service}:${where}:${account ?? accountId}:${resource}`;
  }

  /** The same resource in each region of the stack. */
  everywhere(service: string, ...resources: readonly string[]): readonly string[] {
    return this.regions.flatMap((region) =>
      resources.map((resource) => this.arn(service, resource, { region })),
    );
  }

  /** In IAM, which has no region. */
  iam(resource: string): string {
    return this.arn("iam", resource, { region: "" });
  }

  /** Roles of the logging stack. */
  get workloadRoles(): string {
    const { rolePath, baseName } = this.config;
    return this.iam(`role${rolePath}${baseName}-*`);
  }

  get workloadProfiles(): string {
    const { rolePath, baseName } = this.config;
    return this.iam(`instance-profile${rolePath}${baseName}-*`);
  }

  roleName(purpose: Purpose): string {
    return `${this.config.baseName}-${purpose}`;
  }

  roleArn(purpose: Purpose): string {
    return this.iam(`role${ACCESS_PATH}${this.roleName(purpose)}`);
  }

  boundaryName(of: "pipeline" | "workload"): string {
    return `${this.config.baseName}-${of}`;
  }

  boundaryArn(of: "pipeline" | "workload"): string {
    return this.iam(`policy${BOUNDARY_PATH}${this.boundaryName(of)}`);
  }

  get providerArn(): string {
    return this.iam("oidc-provider/token.actions.githubusercontent.com");
  }

  /** It does not begin as the stack's own buckets do, so that no right on those reaches it. */
  get stateBucket(): string {
    return `state-${this.config.baseName}-${this.config.accountId}`;
  }

  get stateBucketArn(): string {
    return this.arn("s3", this.stateBucket, { region: "", account: "" });
  }

  get stateKeyAlias(): string {
    return `alias/state-${this.config.baseName}`;
  }

  /** As Pulumi writes names of stacks in its state. */
  get stateFiles(): readonly string[] {
    return [`${this.stateBucketArn}/.pulumi/meta.yaml`, `${this.stateBucketArn}/.pulumi/stacks/*`];
  }
}
