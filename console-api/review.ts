/** What was decided when the stack was last deployed: who may open a connection to whom, and who owns which control. */

import type { DeployedParty } from "./deployment";
import type { Resolvers } from "./surroundings";

/** One end of a flow as people call it. */
export function partyName(party: DeployedParty): string {
  switch (party.kind) {
    case "existing-group":
      return `${party.name} (${party.id})`;
    case "cidr":
      return party.cidr;
    case "group":
    case "prefix-list":
      return party.name;
  }
}

export const reviewResolvers = {
  trafficMatrix: async (_given, { deployment }) =>
    deployment.matrix.map(({ id, from, to, protocol, port, why }) => ({
      id,
      from: partyName(from),
      to: partyName(to),
      protocol,
      port,
      why,
    })),
  responsibilityRegister: async (_given, { deployment }) => deployment.register,
} satisfies Resolvers<"trafficMatrix" | "responsibilityRegister">;
