//! The window as a screen reader sees it: roles, names, states, and how many digits there are, as bullets.
//! It must not know the digits; it cannot, since the view does not.

use accesskit::{
    Action, Live, Node, NodeId, Rect, Role, TextDirection, TreeId, TreeInfo, TreeUpdate,
};

use crate::text::{Lang, Phrase};

use super::{area::Area, layout::Layout, model::Control, view::View};

const WINDOW: NodeId = NodeId(0);
const SITE: NodeId = NodeId(1);
const HEADLINE: NodeId = NodeId(2);
const NEXT: NodeId = NodeId(3);
const DETAILS: NodeId = NodeId(4);
const TRIES: NodeId = NodeId(5);
const ENTRY: NodeId = NodeId(6);
const BULLETS: NodeId = NodeId(7);
const OK: NodeId = NodeId(8);
const CANCEL: NodeId = NodeId(9);
const CLOSE: NodeId = NodeId(10);
const AGAIN: NodeId = NodeId(11);
const CONFIRM: NodeId = NodeId(12);
const RECONSIDER: NodeId = NodeId(13);

/// The whole tree for one view.
pub(super) fn tree(view: &View, layout: &Layout) -> TreeUpdate {
    let mut window = node(Role::Window, layout.window);
    window.set_label(Phrase::Title.said(view.lang));
    window.set_language(match view.lang {
        Lang::Ja => "ja",
        Lang::En => "en",
    });
    let mut nodes = vec![(SITE, site(view, layout))];

    let mut headline = label(view.headline, layout.content.headline.area);
    headline.set_live(Live::Assertive);
    let mut next = label(view.next, layout.content.next.area);
    next.set_live(Live::Assertive);
    nodes.extend([(HEADLINE, headline), (NEXT, next)]);
    if !view.details.is_empty() {
        let words = view.details.join(
            "
",
        );
        nodes.push((DETAILS, label(&words, layout.content.details.area)));
    }
    nodes.extend(entry(view, layout));
    nodes.extend(buttons(view, layout));

    window.set_children(
        nodes
            .iter()
            .map(|&(id, _)| id)
            .filter(|&id| id != BULLETS)
            .collect::<Vec<_>>(),
    );
    nodes.push((WINDOW, window));
    TreeUpdate {
        nodes,
        tree: Some(TreeInfo::new(WINDOW)),
        tree_id: TreeId::ROOT,
        focus: view.focus.map_or(WINDOW, id),
    }
}

/// The control that a node stands for.
pub(super) fn control(node: NodeId) -> Option<Control> {
    [
        Control::Entry,
        Control::Ok,
        Control::Cancel,
        Control::Close,
        Control::Again,
        Control::Confirm,
        Control::Reconsider,
    ]
    .into_iter()
    .find(|&control| id(control) == node)
}

fn id(control: Control) -> NodeId {
    match control {
        Control::Entry => ENTRY,
        Control::Ok => OK,
        Control::Cancel => CANCEL,
        Control::Close => CLOSE,
        Control::Again => AGAIN,
        Control::Confirm => CONFIRM,
        Control::Reconsider => RECONSIDER,
    }
}

fn site(view: &View, layout: &Layout) -> Node {
    let both = Area {
        height: layout.origin.area.bottom() - layout.site.area.y,
        ..layout.site.area
    };
    // The origin in full, even where the drawing leaves something out.
    label(
        &format!("{} {}", Phrase::Site.said(view.lang), view.origin),
        both,
    )
}

fn entry(view: &View, layout: &Layout) -> Vec<(NodeId, Node)> {
    let (Some(entry), Some(place)) = (&view.entry, &layout.content.entry) else {
        return Vec::new();
    };
    let (tries, place_of_tries) = match (entry.last_try, &place.last_try) {
        (Some(words), Some((panel, _))) => (format!("{} {words}", entry.tries), *panel),
        _ => (entry.tries.clone(), place.tries.area),
    };
    let mut count = label(&tries, place_of_tries);
    count.set_live(Live::Assertive);

    let bullets = "•".repeat(entry.digits);
    let mut field = node(Role::PasswordInput, place.field);
    field.set_label(Phrase::PinField.said(view.lang));
    field.set_description(tries);
    field.set_value(bullets.as_str());
    field.add_action(Action::Focus);
    field.add_action(Action::Click);
    field.set_children([BULLETS]);

    // Platforms tell the text of a field only where its characters are counted.
    let mut run = node(Role::TextRun, place.field);
    run.set_text_direction(TextDirection::LeftToRight);
    run.set_character_lengths(vec![BULLET_BYTES; entry.digits]);
    run.set_value(bullets);
    vec![(TRIES, count), (ENTRY, field), (BULLETS, run)]
}

/// The length of • in UTF-8.
const BULLET_BYTES: u8 = 3;

fn buttons(view: &View, layout: &Layout) -> Vec<(NodeId, Node)> {
    let place = |control| layout.buttons.iter().find(|place| place.control == control);
    view.buttons
        .iter()
        .rev()
        .filter_map(|button| {
            let mut node = node(Role::Button, place(button.control)?.area);
            node.set_label(button.label);
            if button.enabled {
                node.add_action(Action::Click);
                node.add_action(Action::Focus);
            } else {
                node.set_disabled();
            }
            Some((id(button.control), node))
        })
        .collect()
}

fn label(words: &str, area: Area) -> Node {
    let mut label = node(Role::Label, area);
    label.set_value(words);
    label
}

fn node(role: Role, area: Area) -> Node {
    let mut node = Node::new(role);
    node.set_bounds(Rect {
        x0: area.x.into(),
        y0: area.y.into(),
        x1: area.right().into(),
        y1: area.bottom().into(),
    });
    node
}
