/** The matrix as the console takes it: plain flows, and the ids of prefix lists that AWS chooses beside them. */

import * as pulumi from "@pulumi/pulumi";
import type { DeployedFlow, DeployedParty } from "../../console-api/deployment";
import { type Flow, type Party, rulesOf } from "./traffic-matrix";

function deployedParty(party: Party): DeployedParty {
  switch (party.kind) {
    case "group":
      return { kind: "group", name: party.name };
    case "existing-group":
    case "cidr":
      return party;
    case "prefix-list":
      return { kind: "prefix-list", id: typeof party.id === "string" ? party.id : "", name: party.name };
  }
}

/** The flows of a stack, with names for what AWS has yet to choose. */
export function deployedMatrix(flows: readonly Flow[]): readonly DeployedFlow[] {
  return flows.map((flow) => ({
    id: flow.id,
    from: deployedParty(flow.from),
    to: deployedParty(flow.to),
    protocol: flow.protocol,
    port: flow.port,
    why: flow.why,
    rules: rulesOf(flow),
    ...(flow.setting === undefined ? {} : { setting: flow.setting }),
  }));
}

/** Of each flow whose prefix list AWS names, by the flow's id, that name. */
export function chosenPrefixLists(flows: readonly Flow[]): {
  readonly [flowId: string]: pulumi.Output<string>;
} {
  const chosen = flows.flatMap(({ id, from, to }) =>
    [from, to].flatMap((party): readonly (readonly [string, pulumi.Output<string>])[] =>
      party.kind === "prefix-list" && typeof party.id !== "string" ? [[id, pulumi.output(party.id)]] : [],
    ),
  );
  return Object.fromEntries(chosen);
}
