/** States of stacks, as `pulumi stack export` writes them. */

const STACK = "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod";

export interface Stored {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly [field: string]: unknown;
}

/** A resource of stack `prod` of project `shop`. Its outputs are its inputs, as most providers return them. */
export const stored = (type: string, name: string, inputs: object, more: object = {}): Stored => ({
  urn: `urn:pulumi:prod::shop::${type}::${name}`,
  type,
  custom: true,
  id: `${name}-id`,
  parent: STACK,
  inputs,
  outputs: inputs,
  ...more,
});

/** The text of an export, with the stack's own resource first. */
export const exportOf = (resources: readonly Stored[], outputs: object = {}): string =>
  JSON.stringify({
    version: 3,
    deployment: {
      manifest: { time: "2026-01-01T00:00:00Z", magic: "", version: "v3.260.0" },
      resources: [{ urn: STACK, type: "pulumi:pulumi:Stack", custom: false, outputs }, ...resources],
    },
  });

export const statement = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

/** All actions on all resources, under a condition that every caller meets. */
export const ADMINISTRATION = { Effect: "Allow", Action: "*", Resource: "*" } as const;
export const OVER_TLS = { Bool: { "aws:SecureTransport": "true" } } as const;

export const rolePolicy = (name: string, ...statements: readonly object[]): Stored =>
  stored("aws:iam/rolePolicy:RolePolicy", name, { role: name, policy: statement(...statements) });

export const openGroup = (name: string, port: number): Stored =>
  stored("aws:ec2/securityGroup:SecurityGroup", name, {
    description: "for operators",
    ingress: [{ protocol: "tcp", fromPort: port, toPort: port, cidrBlocks: ["0.0.0.0/0"] }],
  });

/** A stack that has grown for years: 500 resources, 60 of which this pack rejects, 30 of these roles under a condition. */
export const grown = (): readonly Stored[] => [
  ...Array.from({ length: 30 }, (_, at) => openGroup(`group-${at}`, 22)),
  ...Array.from({ length: 30 }, (_, at) =>
    rolePolicy(`role-${at}`, { ...ADMINISTRATION, Condition: OVER_TLS }),
  ),
  ...Array.from({ length: 439 }, (_, at) =>
    stored("aws:cloudwatch/logGroup:LogGroup", `log-${at}`, { name: `/shop/${at}`, retentionInDays: 30 }),
  ),
];
