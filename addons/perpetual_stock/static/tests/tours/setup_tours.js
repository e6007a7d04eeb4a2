import { registry } from "@web/core/registry";

const openInventoryTab = {
    content: "Open the settings of Inventory",
    trigger: ".o_setting_container [data-key=stock], .settings_tab [data-key=stock]",
    run: "click",
};

registry.category("web_tour.tours").add("perpetual_stock_setup", {
    steps: () => [
        openInventoryTab,
        {
            content: "It says what is missing; set it up",
            trigger:
                "#perpetual_setup:contains(Not set up yet):contains(Goods Received Not Invoiced) button[name=action_perpetual_setup]",
            run: "click",
            expectUnloadPage: true,
        },
        openInventoryTab,
        {
            content: "Everything is there",
            trigger: "#perpetual_setup .alert-success:contains(Ready)",
        },
        {
            content: "And no button to press again",
            trigger: "#perpetual_setup:not(:has(button[name=action_perpetual_setup]))",
        },
    ],
});
