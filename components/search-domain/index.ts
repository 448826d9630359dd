export { SearchDomain, type SearchDomainArgs } from "./search-domain";
