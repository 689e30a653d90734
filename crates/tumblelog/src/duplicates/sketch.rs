//! A post's words in one number: what they weigh together, and a bit for each of fifty samples of them. Two sketches
//! tell that two posts have too little in common, mostly, without either post being read.

use crate::duplicates::fingerprint::{ComparedText, mix_hashes};
use crate::duplicates::similarity::SHARE;

/// Samples. Two posts that have just enough in common differ in nine of them, and in more than [`DIFFERENT`] once in
/// 500 times; two that only share a run of words, in some 22.
const SAMPLES: usize = 50;
const DIFFERENT: u32 = 17;

/// The bits of the samples; above them is the weight.
const SAMPLED: u64 = (1 << SAMPLES) - 1;

/// What each sample multiplies the parts of a text by: the part with the least product is the one sampled.
static FACTORS: [u64; SAMPLES] = {
    let mut factors = [0; SAMPLES];
    let mut at = 0;
    while at < SAMPLES {
        // Odd, so that the multiplication maps no two parts to one product.
        factors[at] = mix_hashes(at as u64, 5) | 1;
        at += 1;
    }
    factors
};

impl ComparedText {
    /// The sketch. A word is as many parts as it weighs, and each time it is said counts, as where posts are compared.
    pub(super) fn make_sketch(&self) -> i64 {
        let mut words = self.words.clone();
        words.sort_unstable();
        let mut least = [u64::MAX; SAMPLES];
        let mut weight = 0;
        for same in words.chunk_by(|a, b| a == b) {
            // A repeated word is another part each time, or long texts of few words would all look
            // alike.
            for (time, word) in (0_u64..).zip(same) {
                weight += u64::from(word.weight);
                for part in 0..word.weight {
                    let part = mix_hashes(word.hash, time << 8 | u64::from(part));
                    for (least, factor) in least.iter_mut().zip(&FACTORS) {
                        *least = part.wrapping_mul(*factor).min(*least);
                    }
                }
            }
        }
        let bits = least.iter().enumerate().map(|(at, least)| (mix_hashes(*least, 6) & 1) << at);
        (weight << SAMPLES | bits.sum::<u64>()).cast_signed()
    }
}

/// In how many samples two sketches differ.
pub(super) fn distance(a: i64, b: i64) -> u32 {
    ((a ^ b).cast_unsigned() & SAMPLED).count_ones()
}

/// Whether posts with these sketches may be alike. Of posts that are, it says so of nearly all; of posts whose weights
/// alone exclude it, never.
pub(super) fn may_be_like(a: i64, b: i64) -> bool {
    let (one, other) = ((a.cast_unsigned() >> SAMPLES) as f64, (b.cast_unsigned() >> SAMPLES) as f64);
    2.0 * one.min(other) >= SHARE * (one + other) && distance(a, b) <= DIFFERENT
}

#[cfg(test)]
mod tests {
    use super::super::fingerprint::Word;
    use super::super::similarity::Bag;
    use super::*;
    use fastrand::Rng;

    /// Half of a text is common words.
    fn word(rng: &mut Rng) -> Word {
        let rank = if rng.bool() { rng.u64(..60) } else { rng.u64(..100_000) };
        Word { hash: mix_hashes(rank, 9), weight: (rank % 3) as u8 + 1, figure: rank.is_multiple_of(50) }
    }

    fn said(words: Vec<Word>) -> ComparedText {
        ComparedText { words, source: None, page: false, media: None }
    }

    /// A text and the same with words replaced, dropped and added.
    fn pair(rng: &mut Rng) -> (ComparedText, ComparedText) {
        let text: Vec<Word> = (0..rng.usize(12..200)).map(|_| word(rng)).collect();
        let edited = rng.f64() * 0.3;
        let mut other = Vec::new();
        for one in &text {
            match rng.u8(..3) {
                _ if rng.f64() > edited => other.push(*one),
                0 => other.push(word(rng)),
                1 => other.extend([*one, word(rng)]),
                _ => {}
            }
        }
        (said(text), said(other))
    }

    #[test]
    fn hardly_any_of_those_alike_are_left_unread_and_most_others_are() {
        let mut rng = Rng::with_seed(3);
        let (mut alike, mut missed) = (0, 0);
        for _ in 0..4_000 {
            let (a, b) = pair(&mut rng);
            let may = may_be_like(a.make_sketch(), b.make_sketch());
            if Bag::of_text(&a).share(&Bag::of_text(&b)) >= SHARE {
                alike += 1;
                missed += usize::from(!may);
            }
        }
        assert!(alike > 1_000 && missed * 500 < alike, "{missed} of {alike}");
        let texts: Vec<i64> = (0..200).map(|_| pair(&mut rng).0.make_sketch()).collect();
        let read =
            texts.iter().flat_map(|a| texts.iter().filter(move |b| a != *b && may_be_like(*a, **b))).count();
        assert!(read * 20 < 200 * 199, "{read}");
    }

    #[test]
    fn a_text_is_like_itself_in_any_order_and_unlike_one_twice_its_length() {
        let mut rng = Rng::with_seed(4);
        let (a, _) = pair(&mut rng);
        let mut turned = a.clone();
        turned.words.reverse();
        assert_eq!(a.make_sketch(), turned.make_sketch());
        let twice = said(a.words.repeat(2));
        assert!(!may_be_like(a.make_sketch(), twice.make_sketch()) && may_be_like(0, 0));
    }
}
