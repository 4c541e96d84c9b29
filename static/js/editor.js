// The draft editor: all of app.js, saving as one types, the YAML pane, and the form's own elements.

import "./app.js";
import "./workspace.js";
import "./form-saving.js";
import "./field-search.js";
import "./problems.js";
import "./yaml-editor.js";
import "./xml-pane.js";
import "./form.js";
import "./widgets/choices.js";
import "./widgets/folds.js";
import "./widgets/map-rows.js";
import "./widgets/product.js";
import "./widgets/quantity-field.js";
import "./widgets/rows.js";
import "./wiring.js";
