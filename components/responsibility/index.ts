export {
  type ComponentNames,
  type Control,
  type Evidence,
  type EvidenceSources,
  missingEvidence,
  type ResponsibilityFacts,
  type Topic,
} from "./control";
export { responsibilityRegister } from "./register";
