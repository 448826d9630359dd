import { build } from "./build.js";

await build();
