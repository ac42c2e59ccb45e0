//! Small charts as drawn by the server: inline SVG whose bars and letters are placed here and written by a template,
//! which escapes every text. No script, no library.

/// Width of every chart, in its own units.
const WIDTH: i64 = 900;
/// Bars of one chart.
pub const BARS: usize = 31;
/// Letters of a label.
const LETTERS: usize = 14;

#[derive(Clone, Debug)]
pub struct Bar {
    pub x: i64,
    pub y: i64,
    pub w: i64,
    pub h: i64,
    pub label: String,
    pub label_x: i64,
    pub label_y: i64,
    pub value: String,
    pub value_x: i64,
    pub value_y: i64,
    /// Class that gives the colour; words beside it say the same.
    pub tone: &'static str,
}

#[derive(Clone, Debug)]
pub struct Chart {
    pub title: String,
    pub width: i64,
    pub height: i64,
    /// Where the letters of labels and values are anchored.
    pub label_anchor: &'static str,
    pub value_anchor: &'static str,
    pub bars: Vec<Bar>,
}

/// Label, length, words of the value, tone.
pub type Point = (String, i64, String, &'static str);

fn short(label: &str) -> String {
    if label.chars().count() <= LETTERS {
        label.to_owned()
    } else {
        label.chars().take(LETTERS - 1).chain(['…']).collect()
    }
}

fn scaled(value: i64, longest: i64, room: i64) -> i64 {
    (i128::from(value.max(0)) * i128::from(room) / i128::from(longest.max(1)))
        .try_into()
        .unwrap_or(room)
}

/// Bars that lie below each other.
pub fn lying(title: &str, points: Vec<Point>) -> Option<Chart> {
    const LEFT: i64 = 150;
    const STEP: i64 = 24;
    let longest = points
        .iter()
        .map(|(_, value, _, _)| *value)
        .max()
        .filter(|most| *most > 0)?;
    let bars: Vec<Bar> = (0i64..)
        .zip(points.into_iter().take(BARS))
        .map(|(n, (label, value, words, tone))| {
            let w = scaled(value, longest, WIDTH - LEFT - 150);
            Bar {
                x: LEFT,
                y: n * STEP + 4,
                w: w.max(1),
                h: STEP - 8,
                label: short(&label),
                label_x: LEFT - 8,
                label_y: n * STEP + 17,
                value: words,
                value_x: LEFT + w + 6,
                value_y: n * STEP + 17,
                tone,
            }
        })
        .collect();
    Some(Chart {
        title: title.to_owned(),
        width: WIDTH,
        height: i64::try_from(bars.len()).unwrap_or(0) * STEP + 4,
        label_anchor: "end",
        value_anchor: "start",
        bars,
    })
}

/// Columns side by side: days.
pub fn standing(title: &str, points: Vec<Point>) -> Option<Chart> {
    const HEIGHT: i64 = 130;
    let longest = points
        .iter()
        .map(|(_, value, _, _)| *value)
        .max()
        .filter(|most| *most > 0)?;
    let count = i64::try_from(points.len().clamp(1, BARS)).unwrap_or(1);
    let step = (WIDTH / count).min(60);
    let bars: Vec<Bar> = (0i64..)
        .zip(points.into_iter().take(BARS))
        .map(|(n, (label, value, words, tone))| {
            let h = scaled(value, longest, HEIGHT);
            let middle = n * step + step / 2;
            Bar {
                x: n * step + step / 6,
                y: 20 + HEIGHT - h,
                w: step * 2 / 3,
                h: h.max(1),
                label: short(&label),
                label_x: middle,
                label_y: HEIGHT + 38,
                value: words,
                value_x: middle,
                value_y: 15 + HEIGHT - h,
                tone,
            }
        })
        .collect();
    Some(Chart {
        title: title.to_owned(),
        width: WIDTH,
        height: HEIGHT + 46,
        label_anchor: "middle",
        value_anchor: "middle",
        bars,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_values_and_nothing_makes_no_chart() {
        let point = |value: i64| ("SKU".to_owned(), value, value.to_string(), "");
        let chart = lying("t", vec![point(100), point(50), point(0)]).unwrap();
        assert_eq!(
            chart.bars.iter().map(|bar| bar.w).collect::<Vec<_>>(),
            [600, 300, 1]
        );
        assert!(lying("t", vec![point(0)]).is_none() && standing("t", Vec::new()).is_none());
        assert_eq!(standing("t", vec![point(i64::MAX); 60]).unwrap().bars.len(), BARS);
    }
}
