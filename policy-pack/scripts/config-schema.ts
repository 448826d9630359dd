// Prints the schema of the pack's configuration, which policy-pack/config.schema.json holds:
//   npx tsx policy-pack/scripts/config-schema.ts > policy-pack/config.schema.json && npx biome format --write policy-pack/config.schema.json
import { configSchema } from "../config-schema";
import { toPolicies } from "../enforcement";
import { rules } from "../policies";

process.stdout.write(`${JSON.stringify(configSchema(toPolicies(rules)), null, 2)}\n`);
