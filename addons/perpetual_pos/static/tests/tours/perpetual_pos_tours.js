import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("perpetual_pos_sale", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            ProductScreen.clickDisplayedProduct("Product fifo", true, "1"),
            ProductScreen.clickDisplayedProduct("Product fifo", true, "2"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Shop bank", true),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            ReceiptScreen.clickNextOrder(),
            ProductScreen.isShown(),
        ].flat(),
});

tours.add("perpetual_pos_queue", {
    steps: () => [
        {
            content: "Open the Reporting menu",
            trigger: '.o_menu_sections [data-menu-xmlid="account.menu_finance_reports"]',
            run: "click",
        },
        {
            content: "Choose POS Sales Waiting",
            trigger:
                '.o-dropdown--menu [data-menu-xmlid="perpetual_pos.perpetual_pos_queue_menu_account"]',
            run: "click",
        },
        {
            content: "The sale, and what stands in its way",
            trigger: ".o_data_row:contains(Shop):contains(has no stock journal) td[name=error]",
            run: "click",
        },
        {
            content: "The row says that the sale went through",
            trigger:
                ".o_form_view .alert-warning:contains(The sale went through):contains(has no stock journal)",
        },
        {
            content: "Try again",
            trigger: ".o_form_view button[name=action_retry]",
            run: "click",
        },
        {
            content: "It still waits",
            trigger: ".o_notification:contains(1 still wait)",
        },
        {
            content: "Back to the list",
            trigger: ".breadcrumb-item:last a, .o_breadcrumb .o_back_button",
            run: "click",
        },
        {
            content: "It was tried twice",
            trigger: ".o_data_row:contains(Shop) td[name=attempts]:contains(2)",
        },
    ],
});

tours.add("perpetual_pos_put_right", {
    steps: () => [
        {
            content: "Try all again",
            trigger: ".o_list_view button[name=action_retry_all]",
            run: "click",
        },
        {
            content: "One is posted",
            trigger: ".o_notification:contains(1 posted)",
        },
        {
            content: "Nothing waits any more",
            trigger: ".o_view_nocontent:contains(No POS sale waits)",
        },
    ],
});

tours.add("perpetual_pos_queue_filter", {
    steps: () => [
        {
            content: "Only what waits is listed, and that is nothing",
            trigger: ".o_searchview_facet:contains(Waiting)",
        },
        {
            content: "Open the filters",
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            content: "Add those that are posted",
            trigger:
                ".o_filter_menu .o-dropdown-item:contains(Posted), .o_filter_menu .o_menu_item:contains(Posted)",
            run: "click",
        },
        {
            content: "The sale was put right",
            trigger: ".o_data_row:contains(Shop) td[name=state]:contains(Posted)",
        },
        {
            content: "By what stood in the way",
            trigger: ".o_group_by_menu .o_menu_item:contains(What Stands in the Way)",
            run: "click",
        },
        {
            content: "One cause",
            trigger: ".o_group_header:contains(has no stock journal):contains(1)",
        },
    ],
});

tours.add("perpetual_pos_tie_out", {
    steps: () => [
        {
            content: "The tie-out shows that a sale waits",
            trigger:
                ".o_data_row:contains(No POS sale waits):contains(Waiting: 1) button[name=action_open_waiting_sales]",
            run: "click",
        },
        {
            content: "That sale",
            trigger: ".o_list_view .o_data_row:contains(Shop):contains(has no stock journal)",
        },
    ],
});

tours.add("perpetual_pos_order", {
    steps: () => [
        {
            content: "The order's ledger rows",
            trigger:
                ".o_form_view .oe_stat_button:contains(Stock Ledger):contains(1), .o-dropdown-item:contains(Stock Ledger)",
            run: "click",
        },
        {
            content: "The issue",
            trigger: ".o_list_view .o_data_row:contains(Product fifo):contains(Issue)",
        },
        {
            content: "Back to the order",
            trigger: ".breadcrumb-item:last a, .o_breadcrumb .o_back_button",
            run: "click",
        },
        {
            content: "Its journal entry",
            trigger: ".o_form_view .oe_stat_button[name=action_perpetual_account_moves]",
            run: "click",
        },
        {
            content: "Posted in the stock journal",
            trigger: ".o_list_view .o_data_row:contains(Posted)",
        },
    ],
});

tours.add("perpetual_pos_order_waits", {
    steps: () => [
        {
            content: "The order says that its stock waits, and why",
            trigger:
                ".o_form_view .alert-warning:contains(not posted yet):contains(has no stock journal)",
        },
        {
            content: "No ledger rows yet",
            trigger: ".o_form_view:not(:has(button[name=action_perpetual_entries]))",
        },
    ],
});

tours.add("perpetual_pos_put_right_phone", {
    steps: () => [
        {
            content: "Cards, and a button for all of them",
            trigger: ".o_kanban_view button[name=action_retry_all]:contains(Try All Again)",
            run: "click",
        },
        {
            content: "One is posted",
            trigger: ".o_notification:contains(1 posted)",
        },
        {
            content: "Nothing waits any more",
            trigger: ".o_view_nocontent:contains(No POS sale waits)",
        },
    ],
});

tours.add("perpetual_pos_queue_phone", {
    steps: () => [
        {
            content: "A card per sale",
            trigger: ".o_kanban_record:contains(Shop):contains(has no stock journal)",
            run: "click",
        },
        {
            content: "Its form",
            trigger: ".o_form_view .alert-warning:contains(The sale went through)",
        },
    ],
});
