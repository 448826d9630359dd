import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import type { Peer, PeerKind, SecurityGroup } from "../../../console-api/contract";
import { Foreign, Id } from "../shared/foreign";
import { partyName } from "./drift";

const KIND_WORDS: { readonly [kind in PeerKind]: string } = {
  ADDRESSES: "addresses",
  PREFIX_LIST: "prefix list",
  SECURITY_GROUP: "security group",
};

/** What stands at the other end of a rule: how people call it, and what it is. */
export function PeerName({ peer: { kind, id, name } }: { readonly peer: Peer }) {
  return (
    <>
      <Foreign text={name || id} />
      {(kind !== "ADDRESSES" || name !== id) && (
        <Box variant="small" display="block">
          {KIND_WORDS[kind]} {name !== id && <Id text={id} />}
        </Box>
      )}
    </>
  );
}

/** A group: the component that it belongs to, or its name, with its id. */
export function GroupName({ group }: { readonly group: Pick<SecurityGroup, "component" | "name" | "id"> }) {
  const { component, name, id } = group;
  return (
    <>
      <Foreign text={component ?? (name || id)} />
      <Box variant="small" display="block">
        {(component !== null || name !== "") && <Id text={id} />}
      </Box>
    </>
  );
}

/** A group as a link to its rules, with its id below its name. */
export function GroupLink({
  group,
  onGroup,
}: {
  readonly group: SecurityGroup;
  readonly onGroup: (id: string) => void;
}) {
  return (
    <>
      <Button
        variant="inline-link"
        ariaLabel={`Show the rules of ${groupLabel(group)}`}
        onClick={() => onGroup(group.id)}
      >
        <Foreign text={partyName(group)} />
      </Button>
      {partyName(group) !== group.id && (
        <Box variant="small" display="block">
          <Id text={group.id} />
        </Box>
      )}
    </>
  );
}

/** {@link GroupName} of a whole group in one line of text, for names of controls. */
const groupLabel = (group: SecurityGroup): string =>
  partyName(group) === group.id ? group.id : `${partyName(group)} (${group.id})`;
