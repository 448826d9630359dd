import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { Role, RolesReview } from "../../../console-api/contract";
import { useAnswer } from "../data/use-answer";
import { countOf } from "../shared/amount-text";
import { useAnnounce } from "../shared/announcer";
import { AnswerBoundary } from "../shared/answer-boundary";
import { Page } from "../shared/page";
import { Problems } from "../shared/problems";
import { When } from "../shared/when";
import { askRoles, askUsage } from "./questions";
import { RoleSection } from "./role-section";
import { servicesOf, unusedServices } from "./unused";
import { UsagePanel } from "./usage-panel";

/** Which roles are unfolded. */
function useUnfolded(roles: readonly Role[]) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const all = roles.every(({ key }) => open.has(key));
  return {
    isOpen: (key: string) => open.has(key),
    toggle: (key: string, on: boolean) =>
      setOpen((before) => new Set(on ? [...before, key] : [...before].filter((other) => other !== key))),
    all,
    toggleAll: () => setOpen(new Set(all ? [] : roles.map(({ key }) => key))),
  };
}

/** The roles of an answer; IAM is asked for their use once they are there, and for as long as they are shown. */
function Roles({ review: { roles, problems } }: { readonly review: RolesReview }) {
  const announce = useAnnounce();
  const [usage, askUsageAgain] = useAnswer(async (api, signal) => {
    const answer = await askUsage(api, signal);
    const unused = unusedServices(roles, answer.roles).flatMap(({ services }) => services);
    announce(`${countOf(unused.length, "service")} not used for 90 days`);
    return answer;
  }, []);
  const { isOpen, toggle, all, toggleAll } = useUnfolded(roles);
  if (roles.length === 0) {
    return (
      <SpaceBetween size="l">
        <Problems problems={problems} />
        <Box textAlign="center" padding="xxl" color="text-body-secondary">
          This stack has no roles.
        </Box>
      </SpaceBetween>
    );
  }
  return (
    <SpaceBetween size="l">
      <Problems problems={problems} />
      <UsagePanel roles={roles} usage={usage} refresh={askUsageAgain} />
      <Box float="right">
        <Button onClick={toggleAll}>{all ? "Fold all" : "Unfold all"}</Button>
      </Box>
      {roles.map((role) => (
        <RoleSection
          key={role.key}
          role={role}
          services={usage.state === "ready" ? servicesOf(role.key, usage.value.roles) : undefined}
          isOpen={isOpen(role.key)}
          onToggle={(on) => toggle(role.key, on)}
        />
      ))}
    </SpaceBetween>
  );
}

/** The stack's roles: what each may do and why, whether that still holds, and what of it is not used. */
export function RolesView() {
  const [answer, refresh] = useAnswer(askRoles, []);
  return (
    <Page
      title="Roles"
      description={
        <>
          What each role may do, and why
          {answer.state === "ready" && (
            <>
              , as of <When time={answer.value.asOf} />
            </>
          )}
          .
        </>
      }
      answer={answer}
      refresh={refresh}
    >
      <AnswerBoundary answer={answer} refresh={refresh} what="the roles">
        {(review) => <Roles review={review} />}
      </AnswerBoundary>
    </Page>
  );
}
