import type { Choice } from "./choices";

/** A mode in which a service can be reached from the internet, or reaches it past the VPC. */
export interface PublicMode {
  readonly choice: Choice;
  /** What the mode means, in one clause. */
  readonly why: string;
  readonly fix: string;
}

const NOTEBOOK: PublicMode = {
  choice: { path: "directInternetAccess", values: { right: ["disabled"] }, absent: "Enabled" },
  why: "the notebook reaches the internet past your VPC, so that what runs in it can send data anywhere",
  fix: "write `Disabled`, with `subnetId` and security groups",
};

const STUDIO: PublicMode = {
  choice: { path: "appNetworkAccessType", values: { right: ["vpconly"] }, absent: "PublicInternetOnly" },
  why: "its applications reach the internet past your VPC, so that what runs in them can send data anywhere",
  fix: "write `VpcOnly`",
};

const TRANSFER: PublicMode = {
  choice: { path: "endpointType", values: { wrong: ["public"] }, absent: "PUBLIC" },
  why: "everyone can try to sign in, and no security group limits from where",
  fix: "write `VPC`, with `endpointDetails` and security groups",
};

const APP_RUNNER: PublicMode = {
  choice: {
    path: "networkConfiguration.ingressConfiguration.isPubliclyAccessible",
    values: { wrong: ["true"] },
    absent: "true",
  },
  why: "everyone can call the service",
  fix: "write `false` and add a VPC ingress connection, or waive it for a service that is meant for everyone",
};

const AIRFLOW: PublicMode = {
  choice: { path: "webserverAccessMode", values: { wrong: ["public_only"] }, absent: "PRIVATE_ONLY" },
  why: "everyone can reach the page of Airflow, which runs code with the environment's role",
  fix: "write `PRIVATE_ONLY`",
};

const CLOUD9: PublicMode = {
  choice: { path: "connectionType", values: { right: ["connect_ssm"] }, absent: "CONNECT_SSH" },
  why: "the environment's host has a public address and takes SSH",
  fix: "write `CONNECT_SSM`, with a private subnet",
};

const builds = (path: string): PublicMode => ({
  choice: { path, values: { wrong: ["public_read"] }, absent: "PRIVATE" },
  why: "everyone can read the logs and artifacts of all builds, and secrets that they print",
  fix: "write `PRIVATE`",
});

/** The public modes of services, by type. */
const MODES: Readonly<Record<string, PublicMode>> = {
  "aws:apprunner/service:Service": APP_RUNNER,
  "aws:cloud9/environmentEC2:EnvironmentEC2": CLOUD9,
  "aws:codebuild/project:Project": builds("projectVisibility"),
  "aws:emr/blockPublicAccessConfiguration:BlockPublicAccessConfiguration": {
    choice: { path: "blockPublicSecurityGroupRules", values: { right: ["true"] }, absent: "false" },
    why: "clusters start in security groups that let the internet in",
    fix: "write `true`",
  },
  "aws:mwaa/environment:Environment": AIRFLOW,
  "aws:sagemaker/domain:Domain": STUDIO,
  "aws:sagemaker/notebookInstance:NotebookInstance": NOTEBOOK,
  "aws:transfer/server:Server": TRANSFER,
  "aws-native:apprunner:Service": APP_RUNNER,
  "aws-native:cloud9:EnvironmentEc2": CLOUD9,
  "aws-native:codebuild:Project": builds("visibility"),
  "aws-native:mwaa:Environment": AIRFLOW,
  "aws-native:sagemaker:Domain": STUDIO,
  "aws-native:sagemaker:NotebookInstance": NOTEBOOK,
  "aws-native:transfer:Server": TRANSFER,
};

/** The public mode of a type; undefined where it has none. */
export const publicModeOf = (type: string): PublicMode | undefined =>
  Object.hasOwn(MODES, type) ? MODES[type] : undefined;
