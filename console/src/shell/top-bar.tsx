import TopNavigation, { type TopNavigationProps } from "@cloudscape-design/components/top-navigation";
import { navigate } from "wouter/use-browser-location";
import { visibleText } from "../shared/visible-text";
import { APPEARANCES, type Appearance, useAppearance } from "./appearance";

const NAMES: { readonly [appearance in Appearance]: string } = {
  system: "As the system",
  light: "Light",
  dark: "Dark",
};

export interface TopBarProps {
  /** Absent: nobody is signed in. */
  readonly userName: string | undefined;
  readonly signOut: () => void;
}

/** The bar on top of every page: where one is, light or dark, and the way out. */
export function TopBar({ userName, signOut }: TopBarProps) {
  const [appearance, setAppearance] = useAppearance();
  const utilities: TopNavigationProps.Utility[] = [
    {
      type: "menu-dropdown",
      iconName: "settings",
      ariaLabel: "Appearance",
      title: "Appearance",
      items: APPEARANCES.map((id) => ({
        id,
        text: NAMES[id],
        itemType: "checkbox",
        checked: id === appearance,
      })),
      onItemClick: ({ detail }) => {
        const chosen = APPEARANCES.find((id) => id === detail.id);
        if (chosen !== undefined) setAppearance(chosen);
      },
    },
  ];
  if (userName !== undefined) {
    // Plain text on purpose: a name that is cut off in the middle of a bar still leaves the way out in sight.
    utilities.push({
      type: "button",
      iconName: "user-profile",
      text: "Sign out",
      title: `Signed in as ${visibleText(userName)}`,
      disableUtilityCollapse: true,
      onClick: signOut,
    });
  }
  return (
    <div id="top">
      <TopNavigation
        identity={{
          href: "/",
          title: "Centralized logging",
          onFollow: (event) => {
            event.preventDefault();
            navigate("/");
          },
        }}
        utilities={utilities}
        i18nStrings={{ overflowMenuTriggerText: "More", overflowMenuTitleText: "All" }}
      />
    </div>
  );
}
