//! The window on the display: made, brought to the front, and drawn in whenever what it shows has changed.
//! It must not know keys or who answers what.

use std::{
    num::NonZeroU32,
    rc::Rc,
    time::{Duration, Instant},
};

use softbuffer::{Context, SoftBufferError, Surface};
use tiny_skia::Pixmap;
use winit::{
    dpi::{LogicalSize, PhysicalPosition, PhysicalSize},
    event::WindowEvent,
    event_loop::{ActiveEventLoop, EventLoopProxy, OwnedDisplayHandle},
    keyboard::ModifiersState,
    window::{
        CursorIcon, Theme, UserAttentionType, Window, WindowAttributes, WindowButtons, WindowLevel,
    },
};

use crate::text::Phrase;

use super::{
    WindowFault, accessibility, canvas,
    event_loop::Wake,
    font::Fonts,
    layout::{self, Layout},
    model::Control,
    paint::paint,
    palette::Appearance,
    view::View,
};

/// How long a moving part takes to come round, and how often it is drawn meanwhile.
const TURN: Duration = Duration::from_millis(1200);
const FRAME: Duration = Duration::from_millis(33);

pub(super) struct Shown {
    // The surface draws into the window, and is dropped before it.
    surface: Surface<OwnedDisplayHandle, Rc<Window>>,
    access: accesskit_winit::Adapter,
    window: Rc<Window>,
    pixels: Pixmap,
    view: View,
    layout: Layout,
    appearance: Appearance,
    /// What the desktop has said. The window system's word on dark or light comes first, where it has one.
    preferred: Appearance,
    modifiers: ModifiersState,
    began: Instant,
    hidden: bool,
    has_been_active: bool,
}

impl Shown {
    /// Makes the window, shows it, and asks for the focus.
    pub(super) fn open(
        events: &ActiveEventLoop,
        proxy: &EventLoopProxy<Wake>,
        view: View,
        fonts: &Fonts,
    ) -> Result<Self, WindowFault> {
        let window = events
            .create_window(attributes(&view))
            .map_err(WindowFault::NoWindow)?;
        let window = Rc::new(window);
        // AccessKit must know the window before it is first shown.
        let access =
            accesskit_winit::Adapter::with_event_loop_proxy(events, &window, proxy.clone());
        let context =
            Context::new(events.owned_display_handle()).map_err(WindowFault::NoSurface)?;
        let surface = Surface::new(&context, window.clone()).map_err(WindowFault::NoSurface)?;
        let layout = Layout::of(&view, fonts, scale(&window));
        resize(&window, &layout);
        window.set_visible(true);
        window.focus_window();
        // Ends when the window gets the focus: at once, unless the system keeps it from coming to the front.
        window.request_user_attention(Some(UserAttentionType::Critical));
        Ok(Self {
            surface,
            access,
            pixels: pixels(&layout),
            appearance: appearance(&window, Appearance::Light),
            preferred: Appearance::Light,
            window,
            view,
            layout,
            modifiers: ModifiersState::empty(),
            began: Instant::now(),
            hidden: false,
            has_been_active: false,
        })
    }

    /// Takes note of what an event says about the window itself.
    pub(super) fn process(&mut self, event: &WindowEvent) {
        self.access.process_event(&self.window, event);
        match event {
            WindowEvent::Focused(true) => {
                if !self.has_been_active {
                    self.has_been_active = true;
                    // X11 does not apply the level that a window is created with.
                    self.window.set_window_level(WindowLevel::AlwaysOnTop);
                }
                self.window.request_user_attention(None);
            }
            WindowEvent::Focused(false) => self.modifiers = ModifiersState::empty(),
            WindowEvent::ModifiersChanged(modifiers) => self.modifiers = modifiers.state(),
            WindowEvent::Occluded(hidden) => {
                self.hidden = *hidden;
                self.request_redraw();
            }
            _ => {}
        }
    }

    /// Shows another view, or the same in another size or appearance.
    pub(super) fn refresh(&mut self, view: View, fonts: &Fonts) {
        let (scale, appearance) = (
            scale(&self.window),
            appearance(&self.window, self.preferred),
        );
        if view == self.view && scale == self.layout.scale && appearance == self.appearance {
            return;
        }
        let resized = scale != self.layout.scale;
        self.layout = Layout::of(&view, fonts, scale);
        if resized {
            resize(&self.window, &self.layout);
        }
        self.appearance = appearance;
        self.view = view;
        self.tell_screen_reader();
        self.request_redraw();
    }

    /// Takes note of how the desktop looks.
    pub(super) fn prefer(&mut self, appearance: Appearance) {
        self.preferred = appearance;
    }

    /// Draws, and says when to draw next if something moves.
    pub(super) fn redraw(&mut self, fonts: &Fonts) -> Result<Option<Instant>, SoftBufferError> {
        let size = self.window.inner_size();
        let (Some(width), Some(height)) =
            (NonZeroU32::new(size.width), NonZeroU32::new(size.height))
        else {
            return Ok(None);
        };
        let wanted = pixel_size(&self.layout);
        if wanted != (self.pixels.width(), self.pixels.height()) {
            self.pixels = pixels(&self.layout);
        }
        let now = Instant::now();
        let turn = (now - self.began).as_secs_f32() / TURN.as_secs_f32() % 1.0;
        paint(
            &self.view,
            &self.layout,
            fonts,
            self.appearance,
            turn,
            &mut self.pixels,
        );

        self.surface.resize(width, height)?;
        let mut buffer = self.surface.buffer_mut()?;
        copy(&self.pixels, &mut buffer, size.width);
        self.window.pre_present_notify();
        buffer.present()?;
        Ok((self.view.is_moving() && !self.hidden).then(|| now + FRAME))
    }

    pub(super) fn request_redraw(&self) {
        self.window.request_redraw();
    }

    pub(super) fn tell_screen_reader(&mut self) {
        self.access
            .update_if_active(|| accessibility::tree(&self.view, &self.layout));
    }

    pub(super) fn control_at(&self, position: PhysicalPosition<f64>) -> Option<Control> {
        let position = position.cast::<f32>();
        self.layout.control_at((position.x, position.y))
    }

    /// Gives the pointer the form that says whether it can press what it is on.
    pub(super) fn set_pressable(&self, pressable: bool) {
        self.window.set_cursor(if pressable {
            CursorIcon::Pointer
        } else {
            CursorIcon::Default
        });
    }

    pub(super) fn modifiers(&self) -> ModifiersState {
        self.modifiers
    }
}

fn attributes(view: &View) -> WindowAttributes {
    let size = LogicalSize::new(layout::WIDTH, layout::HEIGHT);
    let attributes = WindowAttributes::default()
        .with_title(Phrase::Title.said(view.lang))
        .with_inner_size(size)
        // One size: tiling window managers let such a window float.
        .with_resizable(false)
        .with_enabled_buttons(WindowButtons::CLOSE | WindowButtons::MINIMIZE)
        .with_window_level(WindowLevel::AlwaysOnTop)
        .with_content_protected(true)
        .with_visible(false);
    #[cfg(all(unix, not(target_os = "macos")))]
    let attributes = {
        use winit::platform::{wayland::WindowAttributesExtWayland, x11};
        let attributes = x11::WindowAttributesExtX11::with_x11_window_type(
            attributes,
            vec![x11::WindowType::Dialog],
        );
        let attributes = x11::WindowAttributesExtX11::with_name(attributes, "mpa-host", "mpa-host");
        WindowAttributesExtWayland::with_name(attributes, "mpa-host", "mpa-host")
    };
    attributes
}

#[expect(
    clippy::as_conversions,
    reason = "a scale factor is a small number, and there is no other way from f64 to f32"
)]
fn scale(window: &Window) -> f32 {
    let wanted = window.scale_factor() as f32;
    window.current_monitor().map_or(wanted, |monitor| {
        layout::fitting(wanted, (monitor.size().width, monitor.size().height))
    })
}

/// Makes the window as large as what is shown in it, which is not always what the system's scale comes to.
fn resize(window: &Window, layout: &Layout) {
    let (width, height) = pixel_size(layout);
    let size = PhysicalSize::new(width, height);
    if window.inner_size() != size {
        // Where the system resizes later, an event says so, and the picture is drawn in what there is.
        let _at_once = window.request_inner_size(size);
    }
}

fn appearance(window: &Window, preferred: Appearance) -> Appearance {
    match (preferred, window.theme()) {
        (Appearance::HighContrast, _) => Appearance::HighContrast,
        (_, Some(Theme::Dark)) => Appearance::Dark,
        (_, Some(Theme::Light)) => Appearance::Light,
        (preferred, None) => preferred,
    }
}

fn pixel_size(layout: &Layout) -> (u32, u32) {
    let pixels = |length: f32| canvas::whole(length).max(1).unsigned_abs();
    (pixels(layout.window.width), pixels(layout.window.height))
}

#[expect(
    clippy::expect_used,
    reason = "the size is the window's, at least one pixel each way and far below the limit of 2^29 pixels"
)]
fn pixels(layout: &Layout) -> Pixmap {
    let (width, height) = pixel_size(layout);
    Pixmap::new(width, height).expect("a window has a size that a picture can have")
}

/// Copies the picture into a buffer whose rows are `width` long, which a window manager may have made longer
/// or shorter than the picture's.
fn copy(picture: &Pixmap, buffer: &mut [u32], width: u32) {
    let colour = |pixel: &tiny_skia::PremultipliedColorU8| {
        u32::from_be_bytes([0, pixel.red(), pixel.green(), pixel.blue()])
    };
    // The last pixel is ground, which goes on beyond the picture.
    let ground = picture.pixels().last().map_or(0, colour);
    let (Ok(width), Ok(own)) = (usize::try_from(width), usize::try_from(picture.width())) else {
        return;
    };
    buffer.fill(ground);
    for (row, from) in buffer.chunks_mut(width).zip(picture.pixels().chunks(own)) {
        for (to, from) in row.iter_mut().zip(from) {
            *to = colour(from);
        }
    }
}
