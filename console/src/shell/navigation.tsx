import Box from "@cloudscape-design/components/box";
import SideNavigation from "@cloudscape-design/components/side-navigation";
import { navigate } from "wouter/use-browser-location";
import type { SignedIn } from "../data/use-answer";
import { Foreign } from "../shared/foreign";
import { VIEWS } from "./views";

export interface NavigationProps {
  readonly path: string;
  readonly session: SignedIn;
  readonly onFollow: () => void;
}

/** The views as links, and who is looking at them. */
export function Navigation({ path, session: { userName, groups }, onFollow }: NavigationProps) {
  return (
    <>
      <SideNavigation
        activeHref={path}
        header={{ href: "/", text: "Security console" }}
        items={VIEWS.map(({ path: href, title: text }) => ({ type: "link", href, text }))}
        onFollow={(event) => {
          event.preventDefault();
          navigate(event.detail.href);
          onFollow();
        }}
      />
      <div className="under-views">
        <Box color="text-body-secondary" fontSize="body-s">
          Signed in as <Foreign text={userName} />
          {groups.length > 0 && (
            <>
              , <Foreign text={groups.join(", ")} />
            </>
          )}
        </Box>
      </div>
    </>
  );
}
