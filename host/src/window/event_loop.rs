//! The real window: winit's events to the model, the model's state to pixels and to the screen reader.
//! It decides nothing about a login and keeps no key.

use std::time::Instant;

use accesskit::{Action, ActionRequest};
use accesskit_winit::WindowEvent as AccessEvent;
use winit::{
    application::ApplicationHandler,
    event::{ElementState, MouseButton, StartCause, WindowEvent},
    event_loop::{ActiveEventLoop, ControlFlow, EventLoop, EventLoopProxy},
    window::WindowId,
};

use crate::dialog::{Person, Screen};

use super::{
    Handle, Opening, WindowFault, accessibility, font::Fonts, keyboard, model::Model,
    palette::Appearance, shown::Shown, view::View,
};

/// What wakes the window from outside.
#[derive(Debug)]
pub(super) enum Wake {
    Show(Screen),
    Close,
    Access(accesskit_winit::Event),
    #[cfg_attr(
        any(windows, target_os = "macos"),
        expect(dead_code, reason = "winit says it there")
    )]
    Appearance(Appearance),
}

impl From<accesskit_winit::Event> for Wake {
    fn from(event: accesskit_winit::Event) -> Self {
        Self::Access(event)
    }
}

pub(super) fn run(
    opening: Opening,
    person: Box<dyn Fn(Person) + Send>,
    start: impl FnOnce(Handle),
) -> Result<(), WindowFault> {
    let fonts = Fonts::embedded()?;
    let events = EventLoop::<Wake>::with_user_event()
        .build()
        .map_err(WindowFault::NoDisplay)?;
    events.set_control_flow(ControlFlow::Wait);
    let mut program = Program {
        proxy: events.create_proxy(),
        opening,
        person,
        fonts,
        model: Model::new(),
        shown: None,
        fault: None,
    };
    // The login looks for its card while the window is made; what it shows meanwhile waits in the loop.
    start(Handle {
        proxy: events.create_proxy(),
    });
    let ended = events.run_app(&mut program);
    match program.fault {
        Some(fault) => Err(fault),
        None => ended.map_err(WindowFault::Lost),
    }
}

/// The program while its event loop runs; the window is there from the first `resumed` on.
struct Program {
    proxy: EventLoopProxy<Wake>,
    opening: Opening,
    person: Box<dyn Fn(Person) + Send>,
    fonts: Fonts,
    model: Model,
    shown: Option<Shown>,
    fault: Option<WindowFault>,
}

impl ApplicationHandler<Wake> for Program {
    fn resumed(&mut self, events: &ActiveEventLoop) {
        if self.shown.is_some() {
            return;
        }
        let view = View::of(&self.model, &self.opening);
        match Shown::open(events, &self.proxy, view, &self.fonts) {
            Ok(shown) => {
                self.shown = Some(shown);
                #[cfg(all(unix, not(target_os = "macos")))]
                super::desktop::ask(self.proxy.clone());
            }
            Err(fault) => {
                self.fault = Some(fault);
                events.exit();
            }
        }
    }

    fn new_events(&mut self, events: &ActiveEventLoop, cause: StartCause) {
        if let (StartCause::ResumeTimeReached { .. }, Some(shown)) = (cause, &mut self.shown) {
            shown.request_redraw();
            events.set_control_flow(ControlFlow::Wait);
        }
    }

    fn user_event(&mut self, events: &ActiveEventLoop, wake: Wake) {
        match wake {
            Wake::Show(screen) => self.model.show(screen, Instant::now()),
            Wake::Close => events.exit(),
            Wake::Appearance(appearance) => {
                if let Some(shown) = &mut self.shown {
                    shown.prefer(appearance);
                }
            }
            Wake::Access(event) => match event.window_event {
                AccessEvent::InitialTreeRequested => {
                    if let Some(shown) = &mut self.shown {
                        shown.tell_screen_reader();
                    }
                }
                AccessEvent::ActionRequested(request) => self.act(&request),
                AccessEvent::AccessibilityDeactivated => return,
            },
        }
        self.refresh();
    }

    fn window_event(&mut self, events: &ActiveEventLoop, _: WindowId, event: WindowEvent) {
        let Some(shown) = &mut self.shown else {
            return;
        };
        shown.process(&event);
        let now = Instant::now();
        match event {
            WindowEvent::RedrawRequested => return self.redraw(events),
            WindowEvent::CloseRequested => self.answer(Model::close),
            WindowEvent::Focused(true) => self.model.activate(now),
            WindowEvent::Focused(false) => self.model.deactivate(),
            WindowEvent::KeyboardInput {
                event,
                is_synthetic: false,
                ..
            } => {
                let Some(key) = keyboard::pressed(&event, shown.modifiers()) else {
                    return;
                };
                self.answer(|model| model.key(key, now));
            }
            WindowEvent::CursorMoved { position, .. } => {
                let control = shown.control_at(position);
                if !self.model.point(control) {
                    return;
                }
                shown.set_pressable(control.is_some_and(|control| self.model.enabled(control)));
            }
            WindowEvent::CursorLeft { .. } => {
                self.model.point(None);
            }
            WindowEvent::MouseInput {
                state,
                button: MouseButton::Left,
                ..
            } => match state {
                ElementState::Pressed => self.model.pointer_down(now),
                ElementState::Released => self.answer(Model::pointer_up),
            },
            WindowEvent::Resized(_)
            | WindowEvent::ScaleFactorChanged { .. }
            | WindowEvent::ThemeChanged(_)
            | WindowEvent::Occluded(_) => {}
            _ => return,
        }
        self.refresh();
    }
}

impl Program {
    /// Tells the login what the person has done, if that is what a change to the model comes to.
    fn answer(&mut self, change: impl FnOnce(&mut Model) -> Option<Person>) {
        if let Some(person) = change(&mut self.model) {
            (self.person)(person);
        }
    }

    /// Does what a screen reader asks for. It speaks for the person, as the pointer does.
    fn act(&mut self, request: &ActionRequest) {
        let Some(control) = accessibility::control(request.target_node) else {
            return;
        };
        match request.action {
            Action::Click => self.answer(|model| model.press(control)),
            Action::Focus => self.model.focus_on(control),
            _ => {}
        }
    }

    /// Brings what is shown up to date with the model.
    fn refresh(&mut self) {
        if let Some(shown) = &mut self.shown {
            shown.refresh(View::of(&self.model, &self.opening), &self.fonts);
        }
    }

    fn redraw(&mut self, events: &ActiveEventLoop) {
        let Some(shown) = &mut self.shown else {
            return;
        };
        match shown.redraw(&self.fonts) {
            Ok(Some(next)) => events.set_control_flow(ControlFlow::WaitUntil(next)),
            Ok(None) => events.set_control_flow(ControlFlow::Wait),
            Err(fault) => {
                self.fault = Some(WindowFault::NoSurface(fault));
                events.exit();
            }
        }
    }
}
