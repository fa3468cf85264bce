//! Draws shapes and text into pixels: the only place where a pixel is touched.
//! It must not know what the shapes mean.

use tiny_skia::{
    FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, PremultipliedColorU8, Stroke,
    Transform,
};

use super::{area::Area, font::Fonts, palette::Rgb, typesetting::Paragraph};

/// A picture under way.
pub(super) struct Canvas<'a> {
    pixels: &'a mut Pixmap,
    fonts: &'a Fonts,
    transform: Transform,
}

impl<'a> Canvas<'a> {
    pub(super) fn new(pixels: &'a mut Pixmap, fonts: &'a Fonts) -> Self {
        Self {
            pixels,
            fonts,
            transform: Transform::identity(),
        }
    }

    /// The same picture, with shapes scaled and moved within this one's space; text is not.
    pub(super) fn placed(&mut self, (x, y): (f32, f32), scale: f32) -> Canvas<'_> {
        Canvas {
            pixels: self.pixels,
            fonts: self.fonts,
            transform: self
                .transform
                .pre_concat(Transform::from_row(scale, 0.0, 0.0, scale, x, y)),
        }
    }

    /// The same picture, with shapes turned by `degrees` around a point as well.
    pub(super) fn turned(&mut self, degrees: f32, (x, y): (f32, f32)) -> Canvas<'_> {
        Canvas {
            pixels: self.pixels,
            fonts: self.fonts,
            transform: self
                .transform
                .pre_concat(Transform::from_rotate_at(degrees, x, y)),
        }
    }

    pub(super) fn fill(&mut self, shape: &Shape, colour: Rgb) {
        if let Some(path) = &shape.0 {
            self.pixels.fill_path(
                path,
                &paint(colour),
                FillRule::Winding,
                self.transform,
                None,
            );
        }
    }

    pub(super) fn stroke(&mut self, shape: &Shape, width: f32, colour: Rgb) {
        let stroke = Stroke {
            width,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            ..Stroke::default()
        };
        if let Some(path) = &shape.0 {
            self.pixels
                .stroke_path(path, &paint(colour), &stroke, self.transform, None);
        }
    }

    /// The whole picture in one colour.
    pub(super) fn clear(&mut self, colour: Rgb) {
        self.pixels.fill(tiny_skia::Color::from_rgba8(
            colour.0, colour.1, colour.2, 255,
        ));
    }

    pub(super) fn text(&mut self, paragraph: &Paragraph, colour: Rgb) {
        let (width, height) = (self.pixels.width(), self.pixels.height());
        for run in &paragraph.runs {
            for glyph in self
                .fonts
                .shapes(&run.text, run.weight, run.size, (run.x, run.baseline))
            {
                let corner = glyph.px_bounds().min;
                let (left, top) = (whole(corner.x), whole(corner.y));
                glyph.draw(|x, y, coverage| {
                    let (Some(x), Some(y)) =
                        (left.checked_add_unsigned(x), top.checked_add_unsigned(y))
                    else {
                        return;
                    };
                    let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else {
                        return;
                    };
                    if x >= width || y >= height {
                        return;
                    }
                    let place = usize::try_from(y * width + x).ok();
                    if let Some(pixel) =
                        place.and_then(|place| self.pixels.pixels_mut().get_mut(place))
                    {
                        *pixel = blended(*pixel, colour, coverage);
                    }
                });
            }
        }
    }
}

/// An outline. One that cannot be built (of no extent) draws nothing.
pub(super) struct Shape(Option<Path>);

impl Shape {
    pub(super) fn rectangle(area: Area) -> Self {
        Self::rounded(area, 0.0)
    }

    pub(super) fn rounded(area: Area, radius: f32) -> Self {
        let radius = radius.min(area.width / 2.0).min(area.height / 2.0);
        let (left, top, right, bottom) = (area.x, area.y, area.right(), area.bottom());
        // The distance of a control point from the corner, for a cubic that is nearly a quarter circle.
        let near = radius * (1.0 - 0.552_284_8);
        let mut path = PathBuilder::new();
        path.move_to(left + radius, top);
        path.line_to(right - radius, top);
        path.cubic_to(right - near, top, right, top + near, right, top + radius);
        path.line_to(right, bottom - radius);
        path.cubic_to(
            right,
            bottom - near,
            right - near,
            bottom,
            right - radius,
            bottom,
        );
        path.line_to(left + radius, bottom);
        path.cubic_to(
            left + near,
            bottom,
            left,
            bottom - near,
            left,
            bottom - radius,
        );
        path.line_to(left, top + radius);
        path.cubic_to(left, top + near, left + near, top, left + radius, top);
        path.close();
        Self(path.finish())
    }

    pub(super) fn circle((x, y): (f32, f32), radius: f32) -> Self {
        Self(PathBuilder::from_circle(x, y, radius))
    }

    /// Straight from point to point.
    pub(super) fn line(points: &[(f32, f32)]) -> Self {
        let mut path = PathBuilder::new();
        for (place, &(x, y)) in points.iter().enumerate() {
            if place == 0 {
                path.move_to(x, y);
            } else {
                path.line_to(x, y);
            }
        }
        Self(path.finish())
    }

    /// One cubic curve.
    pub(super) fn curve([from, near_from, near_to, to]: [(f32, f32); 4]) -> Self {
        let mut path = PathBuilder::new();
        path.move_to(from.0, from.1);
        path.cubic_to(near_from.0, near_from.1, near_to.0, near_to.1, to.0, to.1);
        Self(path.finish())
    }

    /// Part of a circle, clockwise in degrees from the right.
    pub(super) fn arc((x, y): (f32, f32), radius: f32, from: f32, sweep: f32) -> Self {
        // Steps of at most 6 degrees cannot be told from a curve at these sizes.
        let steps: u16 = 60;
        let points: Vec<(f32, f32)> = (0..=steps)
            .map(|step| {
                let angle = (from + sweep * f32::from(step) / f32::from(steps)).to_radians();
                (x + radius * angle.cos(), y + radius * angle.sin())
            })
            .collect();
        Self::line(&points)
    }
}

fn paint(colour: Rgb) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(colour.0, colour.1, colour.2, 255);
    paint.anti_alias = true;
    paint
}

/// Every pixel is opaque, so that premultiplied and plain are the same.
fn blended(
    below: PremultipliedColorU8,
    Rgb(red, green, blue): Rgb,
    coverage: f32,
) -> PremultipliedColorU8 {
    let mix = |below: u8, above: u8| {
        let (below, above) = (f32::from(below), f32::from(above));
        let mixed = whole((below + (above - below) * coverage.clamp(0.0, 1.0)).round());
        u8::try_from(mixed).unwrap_or(u8::MAX)
    };
    PremultipliedColorU8::from_rgba(
        mix(below.red(), red),
        mix(below.green(), green),
        mix(below.blue(), blue),
        u8::MAX,
    )
    .unwrap_or(below)
}

/// A pixel coordinate, which layout has rounded.
#[expect(
    clippy::as_conversions,
    reason = "there is no other way from a float to an integer; `as` saturates, and coordinates are small"
)]
pub(super) fn whole(value: f32) -> i32 {
    value as i32
}
