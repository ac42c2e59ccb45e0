//! Lists that are changed row by row: on a scan one row is drawn anew, and the scroll position stays.

use std::rc::Rc;

use slint::{Model, ModelRc, VecModel};

/// A fresh list for an adapter; made once, when the window is connected.
pub fn list<T: Clone + 'static>() -> ModelRc<T> {
    ModelRc::from(Rc::new(VecModel::<T>::default()))
}

/// Makes the list say `rows`, touching only the rows that differ.
pub fn update<T: Clone + PartialEq + 'static>(list: &ModelRc<T>, rows: Vec<T>) {
    let model = list.as_any().downcast_ref::<VecModel<T>>();
    let model = model.expect("the adapters' lists are made by models::list");
    let keep = rows.len();
    for (index, row) in rows.into_iter().enumerate() {
        match model.row_data(index) {
            Some(old) if old == row => {}
            Some(_) => model.set_row_data(index, row),
            None => model.push(row),
        }
    }
    while model.row_count() > keep {
        model.remove(model.row_count() - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_grows_changes_and_shrinks_to_what_it_is_told() {
        let rows = list::<i32>();
        for wanted in [vec![1, 2, 3], vec![1, 5, 3], vec![1], vec![], vec![7, 8]] {
            update(&rows, wanted.clone());
            assert_eq!(rows.iter().collect::<Vec<_>>(), wanted);
        }
    }
}
