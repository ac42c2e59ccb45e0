//! Days on the floor, written as they happen. How to read them: [`crate::play`].

use crate::play::{play, transcripts};
use shared::lang::Lang;

macro_rules! days {
    ($($name:ident),+ $(,)?) => {
        $(#[test]
        fn $name() {
            let text = include_str!(concat!("transcripts/", stringify!($name), ".txt"));
            for lang in Lang::ALL {
                play(stringify!($name), text, lang, &mut |_, _, _| {});
            }
        })+

        #[test]
        fn every_transcript_is_played() {
            let mut played = vec![$(stringify!($name)),+];
            played.sort();
            let there: Vec<String> = transcripts().into_iter().map(|(name, _)| name).collect();
            assert_eq!(there, played);
        }
    };
}

days! {
    signing_in,
    pick_a_good_day,
    pick_every_wrong_way,
    pick_units_and_quantities,
    pick_pause_kill_take_over,
    pick_a_list_taken_over,
    pack_a_good_day,
    pack_every_wrong_way,
    pack_the_rest,
    pack_serials,
    handover,
    pairing,
    not_saved,
    out_of_touch,
    in_the_dark,
    long_names,
    scanner_settings,
    printer_settings,
    print_labels,
    print_every_wrong_way,
    receive_a_good_day,
    receive_every_wrong_way,
    receive_without_papers,
    receive_pause_and_kill,
    receive_photos,
    receive_merged_and_refused,
    put_away_a_good_day,
    put_away_every_wrong_way,
    count_a_good_day,
    count_every_wrong_way,
    count_second_person_and_kill,
    count_conditions_and_serials,
    transfer_a_good_day,
    transfer_every_wrong_way,
    pick_zero_question,
    inspect_a_good_day,
    inspect_found_by_any_number,
    inspect_every_grade,
    inspect_tracked_goods,
    inspect_fast_lane,
    inspect_every_wrong_way,
    inspect_pause_and_kill,
    put_away_plates,
}
